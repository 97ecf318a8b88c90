package delivery.simulation.world;

/** The process that is taking its turn is killed at this very point. No one who means well catches it. */
public final class Crash extends Error {
    private static final long serialVersionUID = 1;

    public Crash() {
        super("killed", null, false, false);
    }
}
