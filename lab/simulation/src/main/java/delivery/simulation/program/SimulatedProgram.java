package delivery.simulation.program;

import delivery.simulation.world.Host;
import delivery.simulation.world.MachineClock;
import delivery.simulation.world.World;

/** A program of the suite: what it does in one life, and how it is stopped. */
public abstract class SimulatedProgram {
    final World world;
    final MachineClock time;
    /** Of its present life. */
    @SuppressWarnings("NullAway.Init") // until its first one
    Host host;

    SimulatedProgram(World world) {
        this.world = world;
        time = new MachineClock(world.clock());
    }

    /** A new life. */
    public abstract void start();

    /** As by SIGTERM. */
    public abstract void stop();

    /** Of its present life. */
    public final Host host() {
        return host;
    }

    /** Of its machine, through all its lives. */
    public final MachineClock time() {
        return time;
    }
}
