package delivery.app.program;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Where a program prints: UTF-8, whatever the machine's default is. What goes to stderr never makes a thread wait for
 * whoever reads it, nor what is announced on stdout; data on stdout do.
 */
final class Terminal {
    private static @Nullable LineQueue stderr;
    private static @Nullable LineQueue stdout;

    private Terminal() {}

    /** From now on, for the rest of the process. */
    static synchronized void take() {
        stderr = new LineQueue("stderr", new FileOutputStream(FileDescriptor.err)).start();
        stdout = new LineQueue("stdout", new FileOutputStream(FileDescriptor.out)).start();
        System.setErr(new PrintStream(stderr, false, StandardCharsets.UTF_8));
        var data = new BufferedOutputStream(new FileOutputStream(FileDescriptor.out));
        System.setOut(new PrintStream(data, true, StandardCharsets.UTF_8));
    }

    static synchronized void announce(String line) {
        if (stdout == null) {
            System.out.println(line);
        } else {
            var bytes = (line + System.lineSeparator()).getBytes(StandardCharsets.UTF_8);
            stdout.write(bytes, 0, bytes.length);
        }
    }

    static synchronized void noticeDrops(LongFunction<String> words) {
        if (stderr != null) {
            stderr.noticeDrops(words);
        }
    }

    /** Log lines that nobody read in time. */
    static synchronized long dropped() {
        return stderr == null ? 0 : stderr.dropped();
    }

    static PrintWriter writer(PrintStream stream) {
        return new PrintWriter(stream, true, StandardCharsets.UTF_8);
    }

    /** Waits for readers, but not for ever. */
    static void flush(Duration atMost) {
        LineQueue out;
        LineQueue err;
        synchronized (Terminal.class) {
            out = stdout;
            err = stderr;
        }
        if (out != null && err != null) {
            var deadline = System.nanoTime() + atMost.toNanos();
            out.flush(atMost);
            err.flush(Duration.ofNanos(Math.max(0, deadline - System.nanoTime())));
        }
    }
}
