/**
 * One shard of a worker of the fleet, without the KCL: what is brought here goes to the ranking server, which owns all
 * positions, and what it wants beside that is read here. Knows no lease.
 */
package delivery.fleet.shard;
