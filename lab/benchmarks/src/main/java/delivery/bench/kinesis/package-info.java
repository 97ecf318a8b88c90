/** Load for Kinesis endpoints over JSON and HTTP/1.1, made so that the endpoint is the limit and not the client. */
package delivery.bench.kinesis;
