/** All that the server knows, on disk: the format of the file, the newest of them in a folder, and when one is written. */
package delivery.ranking.snapshot;
