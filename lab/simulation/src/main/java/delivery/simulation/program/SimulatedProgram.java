package delivery.simulation.program;

import delivery.simulation.world.Host;
import delivery.simulation.world.MachineClock;

/** A program of the suite: what it does in one life, and how it is stopped. */
public interface SimulatedProgram {
    /** A new life. */
    void start();

    /** As by SIGTERM. */
    void stop();

    /** Of its present life. */
    Host host();

    /** Of its machine, through all its lives. */
    MachineClock time();
}
