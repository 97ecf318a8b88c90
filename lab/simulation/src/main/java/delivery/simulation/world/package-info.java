/** What surrounds the programs of a seed: clock and chance, and stream, connections and disks that fail as the seed wants it. */
package delivery.simulation.world;
