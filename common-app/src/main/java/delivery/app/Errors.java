package delivery.app;

import org.jspecify.annotations.Nullable;

/**
 * What no loop may take for a failure of the call it was making: an {@link Error} says that the program, not the other
 * side, is in no state to go on. Libraries wrap such errors in exceptions of their own.
 */
public final class Errors {
    /** Deeper than any library wraps, and an end for causes that go round in a circle. */
    private static final int DEPTH = 50;

    private Errors() {}

    /** The Error that this is, or that is somewhere among its causes; null if there is none. Allocates nothing. */
    public static @Nullable Error in(Throwable failure) {
        var cause = failure;
        for (var i = 0; cause != null && i < DEPTH; i++) {
            if (cause instanceof Error error) {
                return error;
            }
            cause = cause.getCause();
        }
        return null;
    }

    /** For whoever catches exceptions in order to try again, or to go on without: throws the Error in it, if any. */
    public static void rethrow(Throwable failure) {
        var error = in(failure);
        if (error != null) {
            throw error;
        }
    }

    /**
     * For callbacks that a library gives its failures to, and that cannot throw: an Error goes where those go that leave
     * a thread. In a program that is its end.
     */
    public static void report(Throwable failure) {
        var error = in(failure);
        if (error != null) {
            var thread = Thread.currentThread();
            thread.getUncaughtExceptionHandler().uncaughtException(thread, error);
        }
    }
}
