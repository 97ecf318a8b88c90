package delivery.bench.put;

import delivery.bench.compare.Processes;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;

/** What a load says at its end, of the time since {@link #begin}: see {@link #print}. */
final class Figures {
    /** Of the delays, the newest so many are kept. */
    private static final int KEPT = 1 << 18;

    private final AtomicLong stored = new AtomicLong();
    private final long[] delays = new long[KEPT];
    private final com.sun.management.ThreadMXBean threads =
            (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    private long storedBefore;
    private long nanosBefore;
    private double cpuBefore;
    private long bytesBefore;

    void acknowledge(long handedOver) {
        delays[(int) (stored.getAndIncrement() % KEPT)] = System.nanoTime() - handedOver;
    }

    /** Of events whose delays nobody asks for. */
    void add(int events) {
        stored.addAndGet(events);
    }

    /** The warm-up is over. Says {@code begun} on stdout. */
    void begin() {
        storedBefore = stored.get();
        nanosBefore = System.nanoTime();
        cpuBefore = cpuSeconds();
        bytesBefore = allocatedBytes();
        System.out.println("begun");
    }

    /**
     * Events a second, CPU seconds a million events (of this process and those that it started), the time from handed over to
     * acknowledged, p50 and p99 in milliseconds, bytes that Java allocated an event.
     */
    void print() {
        var events = stored.get() - storedBefore;
        var seconds = (System.nanoTime() - nanosBefore) / 1e9;
        if (events == 0) {
            throw new IllegalStateException("nothing was stored");
        }
        // Not those of the warm-up, which lie before them.
        var sorted = LongStream.range(Math.max(storedBefore, storedBefore + events - KEPT), storedBefore + events)
                .map(each -> delays[(int) (each % KEPT)])
                .sorted()
                .toArray();
        System.out.printf(
                Locale.ROOT,
                "%.0f %.3f %.2f %.2f %.0f%n",
                events / seconds,
                (cpuSeconds() - cpuBefore) / events * 1e6,
                percentile(sorted, 0.5),
                percentile(sorted, 0.99),
                (allocatedBytes() - bytesBefore) / (double) events);
    }

    private static double percentile(long[] sorted, double share) {
        var value = sorted.length == 0 ? 0 : sorted[(int) (share * (sorted.length - 1))];
        return value == 0 ? Double.NaN : value / 1e6;
    }

    private static double cpuSeconds() {
        return Processes.cpuSeconds(ProcessHandle.current());
    }

    /** Of the threads that there are. */
    private long allocatedBytes() {
        return Arrays.stream(threads.getThreadAllocatedBytes(threads.getAllThreadIds()))
                .filter(bytes -> bytes > 0)
                .sum();
    }
}
