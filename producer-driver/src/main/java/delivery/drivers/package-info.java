/**
 * Drivers that pick orders up and deliver them.
 *
 * <pre>
 * stream --(BoardFeed, a thread a shard)--> Board --claim--> Driver (a thread each) --> EventWriter --> stream
 * </pre>
 *
 * The board is built from the stream alone. After a restart it is rebuilt from there, and what was under way is finished.
 */
package delivery.drivers;
