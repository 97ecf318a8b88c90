/** The programs of the suite as simulated processes: the very classes that run in production, without their threads. */
package delivery.simulation.program;
