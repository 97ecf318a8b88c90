/** What it costs to rank events: the socket, the state, the snapshots; beside Redis. */
package delivery.bench.rank;
