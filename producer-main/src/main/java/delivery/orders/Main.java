package delivery.orders;

import delivery.app.Agent;
import delivery.app.AppException;
import delivery.app.Durations;
import delivery.app.Time;
import delivery.app.program.App;
import delivery.kinesis.PatientCalls;
import delivery.kinesis.StoppableStream;
import delivery.kinesis.StreamException;
import delivery.kinesis.StreamStart;
import delivery.kinesis.aws.StreamOptions;
import delivery.kinesis.write.ProducerOptions;
import delivery.model.OrderCreated;
import delivery.model.SourceId;
import delivery.orders.OrderFeed.FeedOptions;
import delivery.trace.otel.Traces;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Random;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "producer-main",
        description = "Makes random orders, or takes those of a file, and puts them on the stream until stopped.%n",
        footer = {
            "",
            "Exit codes: 0 done, 1 failed, 2 bad usage, 4 stream or AWS not reachable.",
            "Example: java -jar producer-main/target/producer-main.jar --rate 50 --duration 5m"
        })
public final class Main extends App {
    private static final Logger LOG = LoggerFactory.getLogger(Main.class);

    private static final double RATE = 11.1;
    private static final double MAX_RATE = 1_000_000;
    private static final String UNIFORM = "uniform";
    private static final Duration SHORTEST_DAY = Duration.ofSeconds(1);
    private static final Duration LONGEST_DAY = Duration.ofHours(240);
    private static final Duration DAY = Duration.ofMinutes(10);

    @Mixin
    private StreamOptions streamOptions;

    @Mixin
    private ProducerOptions producerOptions;

    @Option(names = "--rate", paramLabel = "R", description = "Orders a second (default: 11.1).")
    private Double rate;

    @Option(names = "--count", paramLabel = "N", description = "End after N orders (default: no end).")
    private long count = Long.MAX_VALUE;

    @Option(
            names = "--duration",
            paramLabel = "60s",
            converter = Durations.class,
            description = "End after this time (default: no end).")
    private Duration duration;

    @Option(
            names = "--seed",
            paramLabel = "S",
            description = "Makes the same orders again, but for their ids and times (default: random).")
    private Long seed;

    @Option(
            names = "--demand",
            paramLabel = "uniform|city|FILE",
            description =
                    "Where orders come from and when: everywhere alike, as in a city with quarters and hours, or as in"
                            + " a file (default: uniform). docs/demand.md")
    private String demand;

    @Option(
            names = "--day",
            paramLabel = "10m",
            converter = Durations.class,
            description = "How long a day of such a city takes (default: 10m).")
    private Duration day;

    @Option(
            names = "--from",
            paramLabel = "FILE",
            description =
                    "Put the orders of this file instead, with the times between them that they had: one a line, JSON as"
                            + " stream-admin tail --ndjson writes it, or CSV with a heading (FILE.csv). docs/own-data.md")
    private Path from;

    @Option(
            names = "--speed",
            paramLabel = "X",
            description = "With --from: so many times as fast as they were made (default: 1).")
    private Double speed;

    @Option(names = "--check-flags", hidden = true, description = "Only look at the flags, and at the demand's file.")
    private boolean onlyFlags;

    public static void main(String[] args) {
        App.main(new Main(), args);
    }

    @Override
    public void run() {
        checkFlags();
        var seeded = seed == null ? new Random().nextLong() : seed;
        var orders = demand(seeded);
        if (onlyFlags) {
            return;
        }
        var clock = Time.system();
        var registry = new PrometheusRegistry();
        serveMetrics(registry);
        var source = SourceId.random(new SecureRandom());
        try (var file = from == null ? null : new OrderFile(from, source, LOG::warn);
                var trace = Traces.open("producer-main", stopSignal());
                var stream = streamOptions.open()) {
            var stoppable = new StoppableStream(stream, stopSignal());
            StreamStart.awaitReady(stoppable, new PatientCalls(stopSignal()));
            var writer = producerOptions.open(stream, stream.name(), source, registry, this, Time.system(), trace);
            try (writer) {
                (file == null
                                ? random(source, orders, seeded, clock, stream.name(), writer::write)
                                : replay(source, file, clock, stream.name(), writer::write))
                        .run(stopSignal());
                writer.finish(stopSignal());
            }
            LOG.info("source {}: {} orders made, {} of them on the stream", source, writer.accepted(), writer.stored());
            writer.checkAllStored();
            if (file != null && !stopSignal().isStopped()) {
                file.checkAllGood();
            }
        } catch (StreamException e) {
            throw e.toExit();
        }
    }

    private Agent replay(String source, OrderFile file, Time clock, String stream, Predicate<OrderCreated> writer) {
        var times = speed == null ? 1 : speed;
        LOG.info("source {}: the orders of {}, {} times as fast, to {}", source, from, times, stream);
        return new ReplayFeed(file::next, times, count, atMost(), clock, writer);
    }

    private Agent random(
            String source, OrderDemand orders, long seeded, Time clock, String stream, Predicate<OrderCreated> writer) {
        var plan = new FeedOptions(rate == null ? RATE : rate, count, atMost());
        LOG.info("source {}: {} orders/s to {}", source, plan.perSecond(), stream);
        return new OrderFeed(source, plan, orders, clock, new Random(seeded), writer);
    }

    private Duration atMost() {
        return duration == null ? OrderFeed.NO_END : duration;
    }

    private boolean isUniform() {
        return demand == null || demand.equals(UNIFORM);
    }

    private OrderDemand demand(long seeded) {
        if (isUniform()) {
            return OrderDemand.UNIFORM;
        }
        var plan = demand.equals("city") ? CityFile.ours() : CityFile.read(demand);
        return new CityDemand(plan, day == null ? DAY : day, seeded);
    }

    private void checkFlags() {
        if (rate != null && !(rate > 0 && rate <= MAX_RATE)) {
            throw AppException.usage("--rate " + rate + ": give a number of orders a second above 0, up to 1000000");
        }
        if (from == null && speed != null) {
            throw AppException.usage("--speed is for --from: give --rate for random orders");
        }
        if (from != null && (rate != null || seed != null || demand != null)) {
            throw AppException.usage("--rate, --seed and --demand are for random orders: --from FILE has --speed");
        }
        if (day != null && isUniform()) {
            throw AppException.usage("--day is for --demand city or FILE: uniform demand has no hours");
        }
        if (day != null && (day.compareTo(SHORTEST_DAY) < 0 || day.compareTo(LONGEST_DAY) > 0)) {
            throw AppException.usage("--day is not in 1s..240h: give how long a day of the city takes, such as 10m");
        }
        if (speed != null && !(speed > 0 && speed <= MAX_RATE)) {
            throw AppException.usage("--speed " + speed + ": give a number above 0, up to 1000000");
        }
        if (count < 1) {
            throw AppException.usage("--count " + count + ": give 1 or more, or leave it out for no end");
        }
    }
}
