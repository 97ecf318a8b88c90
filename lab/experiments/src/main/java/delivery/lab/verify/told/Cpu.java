package delivery.lab.verify.told;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.concurrent.atomic.LongAdder;

/** CPU time that some work has taken, on whichever threads. Thread-safe. */
public final class Cpu {
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private final LongAdder nanos = new LongAdder();

    /** Something that takes time. */
    @FunctionalInterface
    public interface Work<E extends Exception> {
        void run() throws E;
    }

    public <E extends Exception> void measure(Work<E> work) throws E {
        var begin = THREADS.getCurrentThreadCpuTime();
        try {
            work.run();
        } finally {
            nanos.add(THREADS.getCurrentThreadCpuTime() - begin);
        }
    }

    public Duration spent() {
        return Duration.ofNanos(nanos.sum());
    }
}
