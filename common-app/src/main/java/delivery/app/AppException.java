package delivery.app;

import java.util.Objects;

/** Ends the program with an exit code and one line that names the cause and the next step; never a stack trace. */
public final class AppException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final int exitCode;

    /** @param exitCode one of {@link ExitCode} */
    public AppException(int exitCode, String message) {
        super(message);
        this.exitCode = exitCode;
    }

    public AppException(int exitCode, String message, Throwable cause) {
        super(message, cause);
        this.exitCode = exitCode;
    }

    public static AppException usage(String message) {
        return new AppException(ExitCode.USAGE, message);
    }

    public static AppException failed(String message) {
        return new AppException(ExitCode.FAILED, message);
    }

    public static AppException unreachable(String message) {
        return new AppException(ExitCode.UNREACHABLE, message);
    }

    /** Never null: it is all that anyone is told. */
    @Override
    public String getMessage() {
        return Objects.requireNonNull(super.getMessage());
    }

    public int exitCode() {
        return exitCode;
    }
}
