package delivery.app.program;

import delivery.app.Threads;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import java.util.function.LongFunction;

/**
 * Lines on their way to a pipe that perhaps nobody reads. Whoever prints never waits: lines for which there is no more
 * room are dropped, and counted, and once someone reads again he is told how many. Thread-safe; owns a daemon thread.
 */
final class LineQueue extends OutputStream {
    private static final int MAX_LINES = 1_024;
    /** What is longer comes in pieces. */
    private static final int MAX_BYTES = 16_384;

    private final OutputStream target;
    private final Thread thread;
    private final ByteArrayOutputStream begun = new ByteArrayOutputStream();
    private final Queue<byte[]> lines = new ArrayDeque<>();
    private LongFunction<String> notice = dropped -> dropped + " line(s) dropped: nobody read them in time";
    private boolean writing;
    private long dropped;
    /** Of {@link #dropped}, those that nobody was told of. */
    private long untold;

    LineQueue(String name, OutputStream target) {
        this.target = target;
        thread = Threads.make(name, this::run);
        // It may be stuck in a write for ever; that must not keep the program alive.
        thread.setDaemon(true);
    }

    LineQueue start() {
        thread.start();
        return this;
    }

    /** @param words what is printed of so many dropped lines, one line without its end */
    synchronized void noticeDrops(LongFunction<String> words) {
        notice = words;
    }

    synchronized long dropped() {
        return dropped;
    }

    @Override
    public synchronized void write(int b) {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public synchronized void write(byte[] bytes, int offset, int length) {
        for (var i = offset; i < offset + length; i++) {
            begun.write(bytes[i]);
            if (bytes[i] == '\n' || begun.size() >= MAX_BYTES) {
                enqueue();
            }
        }
    }

    /** Hands over what has no end of line yet, a question for example. Waits for nothing. */
    @Override
    public synchronized void flush() {
        if (begun.size() > 0) {
            enqueue();
        }
    }

    private void enqueue() {
        var line = begun.toByteArray();
        begun.reset();
        if (untold > 0 && lines.size() < MAX_LINES - 1) {
            lines.add(takeNotice());
        }
        if (untold == 0 && lines.size() < MAX_LINES) {
            lines.add(line);
            notifyAll();
        } else {
            dropped++;
            untold++;
        }
    }

    private byte[] takeNotice() {
        var words = notice.apply(untold);
        untold = 0;
        return (words + System.lineSeparator()).getBytes(StandardCharsets.UTF_8);
    }

    /** Waits until everything is written; false if that took too long. */
    synchronized boolean flush(Duration atMost) {
        flush();
        var deadline = System.nanoTime() + atMost.toNanos();
        try {
            while (writing || !lines.isEmpty() || untold > 0) {
                var left = deadline - System.nanoTime();
                if (left <= 0) {
                    return false;
                }
                TimeUnit.NANOSECONDS.timedWait(this, Math.max(1_000_000, left));
            }
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private void run() {
        try {
            while (true) {
                print(next());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void print(byte[] line) {
        try {
            target.write(Plain.text(new String(line, StandardCharsets.UTF_8)).getBytes(StandardCharsets.UTF_8));
            target.flush();
        } catch (IOException e) {
            // Closed at the other end: whoever closed it does not want to know.
        }
    }

    private synchronized byte[] next() throws InterruptedException {
        writing = false;
        notifyAll();
        while (lines.isEmpty() && untold == 0) {
            wait();
        }
        writing = true;
        return lines.isEmpty() ? takeNotice() : lines.remove();
    }
}
