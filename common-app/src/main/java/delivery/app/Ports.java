package delivery.app;

/** What is said of a port that cannot be had, in the same words everywhere. */
public final class Ports {
    private Ports() {}

    /** @throws AppException if the number is not a port (0 means any free one) */
    public static void check(String flag, int port) {
        if (port < 0 || port > 65_535) {
            throw AppException.usage(flag + " " + port + " is not a port: give 1 to 65535, or 0 for any free one");
        }
    }

    public static AppException taken(String flag, int port, Exception cause) {
        return new AppException(
                ExitCode.FAILED,
                "cannot listen on port " + port + " (" + cause.getMessage() + "): stop what uses it, or give another "
                        + flag,
                cause);
    }
}
