package delivery.bench;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import delivery.app.Threads;
import delivery.app.Time;
import delivery.kinesis.PutEntry;
import delivery.kinesis.aws.SdkStream;
import delivery.kinesis.aws.StreamOptions;
import delivery.kinesis.write.Routing;
import delivery.kinesis.write.StreamWriter;
import delivery.kinesis.write.WriterOptions;
import delivery.model.EventEncoder;
import delivery.model.OrderCreated;
import delivery.model.OrderId;
import delivery.model.Region;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.slf4j.LoggerFactory;

/**
 * {@code writer|aggregate|batches <events/s, or 0> <warm-up s> <s>}: puts orders on the stream that the environment names, made and
 * encoded as it goes, at a pace or as fast as they are taken: by the suite's writer, with {@code --aggregate} or without, or by two threads that put batches
 * of 500 by the SDK. Prints events a second, CPU seconds of this process a million events, and the time from handed over
 * to acknowledged, p50 and p99 in milliseconds.
 */
final class PutLoad {
    private static final int MIDDLES = 7;
    private static final int BATCH = 500;
    /** Of the delays, the newest so many are kept. */
    private static final int KEPT = 1 << 18;

    private final SdkStream stream = new StreamOptions().open();
    private final Random random = new Random(1);
    private final AtomicLong stored = new AtomicLong();
    private final long[] delays = new long[KEPT];
    private long number;

    public static void main(String[] args) {
        // As in the programs; the SDK has a word for each call otherwise.
        ((Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME)).setLevel(Level.WARN);
        var load = new PutLoad();
        var rate = Double.parseDouble(args[1]);
        var warmUp = Long.parseLong(args[2]);
        var seconds = Long.parseLong(args[3]);
        if (args[0].equals("batches")) {
            load.inBatches(warmUp, seconds);
        } else {
            load.byTheWriter(args[0].equals("aggregate"), rate, warmUp, seconds);
        }
    }

    private void byTheWriter(boolean aggregate, double rate, long warmUp, long seconds) {
        var options = new WriterOptions("benchmark", Routing.cycle, WriterOptions.DEFAULT_INBOX, false, aggregate);
        var writer = new StreamWriter(stream, options, Time.system(), new Random(), new PrometheusRegistry())
                .start(e -> {
                    throw e;
                });
        write(writer, rate, warmUp);
        var before = new Figures();
        write(writer, rate, seconds);
        before.print();
        writer.close();
    }

    private void write(StreamWriter writer, double rate, long seconds) {
        var start = System.nanoTime();
        var end = start + seconds * 1_000_000_000;
        var made = 0L;
        for (var now = start; now < end; now = System.nanoTime()) {
            var early = rate > 0 ? start + (long) (made / rate * 1e9) - now : 0;
            if (early > 0) {
                // Not a look each millisecond, which would cost more than what is measured.
                LockSupport.parkNanos(early);
                continue;
            }
            made++;
            var order = order();
            var handedOver = now;
            var data = new EventEncoder().encode(order);
            writer.write(data, order.orderId().toString(), order.pickUp(), () -> acknowledge(handedOver));
        }
    }

    private void acknowledge(long handedOver) {
        delays[(int) (stored.getAndIncrement() % KEPT)] = System.nanoTime() - handedOver;
    }

    private void inBatches(long warmUp, long seconds) {
        put(warmUp);
        var before = new Figures();
        put(seconds);
        before.print();
    }

    private void put(long seconds) {
        var end = System.nanoTime() + seconds * 1_000_000_000;
        var threads = Stream.of("batches-0", "batches-1")
                .map(name -> Threads.make(name, () -> {
                    while (System.nanoTime() < end) {
                        stored.addAndGet(stream.put(batch()).size());
                    }
                }))
                .toList();
        threads.forEach(Thread::start);
        threads.forEach(Threads::join);
    }

    private List<PutEntry> batch() {
        var entries = new ArrayList<PutEntry>();
        for (var i = 0; i < BATCH; i++) {
            var order = order();
            var key = "4861137822413341951629766163475626058" + i % MIDDLES;
            entries.add(new PutEntry(
                    new EventEncoder().encode(order), order.orderId().toString(), key));
        }
        return entries;
    }

    private synchronized OrderCreated order() {
        var pickUp = random.nextInt(Region.COUNT);
        var dropOff = (pickUp + 1 + random.nextInt(Region.COUNT - 1)) % Region.COUNT;
        var id = new OrderId("bench123", ++number);
        return new OrderCreated(id, Region.of(pickUp), Region.of(dropOff), 500, 60, System.currentTimeMillis());
    }

    /** From its making on. */
    private final class Figures {
        private final long storedBefore = stored.get();
        private final long nanosBefore = System.nanoTime();
        private final double cpuBefore = cpuSeconds();

        void print() {
            var events = stored.get() - storedBefore;
            var seconds = (System.nanoTime() - nanosBefore) / 1e9;
            // Not those of the warm-up, which lie before them.
            var sorted = LongStream.range(Math.max(storedBefore, storedBefore + events - KEPT), storedBefore + events)
                    .map(each -> delays[(int) (each % KEPT)])
                    .sorted()
                    .toArray();
            System.out.printf(
                    Locale.ROOT,
                    "%.0f %.3f %.2f %.2f%n",
                    events / seconds,
                    (cpuSeconds() - cpuBefore) / events * 1e6,
                    percentile(sorted, 0.5),
                    percentile(sorted, 0.99));
        }

        private double percentile(long[] sorted, double share) {
            return sorted.length == 0 ? Double.NaN : sorted[(int) (share * (sorted.length - 1))] / 1e6;
        }

        private double cpuSeconds() {
            var system = (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
            return system.getProcessCpuTime() / 1e9;
        }
    }
}
