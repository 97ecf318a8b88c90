package delivery.app;

/** Exit codes of all programs; outside scripts rely on them. */
public final class ExitCode {
    public static final int DONE = 0;
    public static final int FAILED = 1;
    public static final int USAGE = 2;
    /** The audit found loss or double counting. */
    public static final int LOSS = 3;
    /** Stream, AWS or server not reachable. */
    public static final int UNREACHABLE = 4;

    /** Told to stop before there was anything to say, as a shell says it of Ctrl-C. */
    public static final int STOPPED = 130;

    private ExitCode() {}
}
