package delivery.bench.put;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import delivery.app.Threads;
import delivery.app.Time;
import delivery.kinesis.PutEntry;
import delivery.kinesis.PutResult;
import delivery.kinesis.aws.SdkStream;
import delivery.kinesis.aws.StreamOptions;
import delivery.kinesis.write.Routing;
import delivery.kinesis.write.StreamWriter;
import delivery.kinesis.write.WriterOptions;
import delivery.model.EventEncoder;
import delivery.model.OrderCreated;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.slf4j.LoggerFactory;

/**
 * {@code writer|aggregate|limited|limited-aggregate|batches <events/s, or 0> <warm-up s> <s>}: puts orders on the stream that the environment names, made and
 * encoded as it goes, at a pace or as fast as they are taken: by the suite's writer, with {@code --aggregate} or without, with the shards' limits kept or without, or by two
 * threads that put batches of 500 by the SDK. Prints {@link Figures}.
 */
final class PutLoad {
    private static final int BATCH = 500;

    private final SdkStream stream = new StreamOptions().open();
    private final Orders orders = new Orders();
    private final Figures figures = new Figures();

    public static void main(String[] args) {
        // As in the programs; the SDK has a word for each call otherwise.
        ((Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME)).setLevel(Level.WARN);
        var load = new PutLoad();
        var rate = Double.parseDouble(args[1]);
        var warmUp = Long.parseLong(args[2]);
        var seconds = Long.parseLong(args[3]);
        if (args[0].equals("batches")) {
            load.put(warmUp);
            load.figures.begin();
            load.put(seconds);
            load.figures.print();
        } else {
            load.byTheWriter(args[0].startsWith("limited"), args[0].endsWith("aggregate"), rate, warmUp, seconds);
        }
    }

    private void byTheWriter(boolean limited, boolean aggregate, double rate, long warmUp, long seconds) {
        var options = new WriterOptions("benchmark", Routing.cycle, WriterOptions.DEFAULT_INBOX, limited, aggregate);
        var writer = new StreamWriter(stream, options, Time.system(), new Random(), new PrometheusRegistry())
                .start(e -> {
                    throw e;
                });
        orders.warmUp(rate, warmUp, order -> write(writer, order));
        figures.begin();
        orders.write(rate, seconds, order -> write(writer, order));
        figures.print();
        writer.close();
    }

    private void write(StreamWriter writer, OrderCreated order) {
        var handedOver = System.nanoTime();
        var data = new EventEncoder().encode(order);
        writer.write(data, order.orderId().toString(), order.pickUp(), () -> figures.acknowledge(handedOver));
    }

    private void put(long seconds) {
        var end = System.nanoTime() + seconds * 1_000_000_000;
        var threads = Stream.of("batches-0", "batches-1")
                .map(name -> Threads.make(name, () -> {
                    while (System.nanoTime() < end) {
                        var results = stream.put(batch());
                        figures.add((int) results.stream()
                                .filter(PutResult.Stored.class::isInstance)
                                .count());
                    }
                }))
                .toList();
        threads.forEach(Thread::start);
        threads.forEach(Threads::join);
    }

    private List<PutEntry> batch() {
        return IntStream.range(0, BATCH)
                .mapToObj(i -> {
                    var order = orders.next();
                    return new PutEntry(
                            new EventEncoder().encode(order), order.orderId().toString(), Orders.hashKey(i));
                })
                .toList();
    }
}
