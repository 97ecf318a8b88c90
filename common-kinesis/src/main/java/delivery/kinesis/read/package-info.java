/** Reading one shard: pages in their order, at a share of the shard's read budget. */
package delivery.kinesis.read;
