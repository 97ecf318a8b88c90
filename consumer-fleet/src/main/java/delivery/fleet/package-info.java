/** Consumers on any number of machines, among whom the KCL distributes the shards: docs/fleet.md. */
package delivery.fleet;
