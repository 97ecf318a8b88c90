package delivery.app.program;

import delivery.app.ExitCode;
import delivery.app.Threads;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The end of the process when nothing else can be relied on: no memory, no more threads, a pipe that nobody reads, a
 * thread that hangs. The halt is set before the last word is tried, and a thread that was there from the start sees to
 * it; nothing on the way needs memory.
 */
final class Halt {
    private static final long LAST_WORD_NANOS = 1_000_000_000;
    /** For what is still to be printed; a reader who is not there is not waited for. */
    static final Duration LAST_LINES = Duration.ofMillis(500);

    private static final byte[] NO_MEMORY = line("out of memory: give the program more, such as java -Xmx512m");
    private static final byte[] NO_THREAD = line(
            "the system gives no more threads: raise its limits (ulimit -u, the container's pids), or give it more memory");
    private static final FileOutputStream STDERR = new FileOutputStream(FileDescriptor.err);

    private static @Nullable Thread watchdog;
    private static boolean isSet;
    private static long atNanos;
    private static int exitCode;
    private static @Nullable String word;

    private Halt() {}

    /** To be called once, while there is memory. */
    static synchronized void arm() {
        watchdog = Threads.make("halt", Halt::watch);
        watchdog.setDaemon(true);
        watchdog.start();
    }

    static synchronized boolean isArmed() {
        return watchdog != null;
    }

    /**
     * Halts then at the latest, whatever the other threads do; of several times the earliest holds.
     *
     * @param lastWord what to say in that case; null for nothing
     */
    static synchronized void within(Duration duration, int code, @Nullable String lastWord) {
        within(duration.toNanos(), code, lastWord);
    }

    private static synchronized void within(long nanos, int code, @Nullable String lastWord) {
        var at = System.nanoTime() + nanos;
        if (watchdog != null && (!isSet || at - atNanos < 0)) {
            isSet = true;
            atNanos = at;
            exitCode = code;
            word = lastWord;
            LockSupport.unpark(watchdog);
        }
    }

    /** Says what has happened, if that can be said in a second, and halts. */
    static void now(Error cause) {
        within(LAST_WORD_NANOS, ExitCode.FAILED, null);
        try {
            STDERR.write(lastWord(cause));
        } catch (IOException | Error e) {
            // there is no one to tell
        } finally {
            Runtime.getRuntime().halt(ExitCode.FAILED);
        }
    }

    static byte[] lastWord(Error cause) {
        if (cause instanceof OutOfMemoryError) {
            var message = cause.getMessage();
            return message != null && message.contains("native thread") ? NO_THREAD : NO_MEMORY;
        }
        try {
            return line(App.words(cause));
        } catch (OutOfMemoryError e) {
            return NO_MEMORY;
        }
    }

    private static byte[] line(String message) {
        return ("error: " + Plain.line(message) + System.lineSeparator()).getBytes(StandardCharsets.UTF_8);
    }

    private static void watch() {
        for (var left = nanosLeft(); left > 0; left = nanosLeft()) {
            LockSupport.parkNanos(left);
        }
        giveUp();
    }

    private static synchronized long nanosLeft() {
        return isSet ? atNanos - System.nanoTime() : Long.MAX_VALUE;
    }

    private static synchronized void giveUp() {
        try {
            if (word != null) {
                System.err.println("error: " + Plain.line(word));
                Terminal.flush(LAST_LINES);
            }
        } finally {
            Runtime.getRuntime().halt(exitCode);
        }
    }
}
