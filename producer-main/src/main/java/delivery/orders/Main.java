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
import org.jspecify.annotations.Nullable;
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

    public static void main(String[] args) {
        App.main(new Main(), args);
    }

    @Override
    public void run() {
        checkFlags();
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
                feed(source, file, clock, stream.name(), writer::write).run(stopSignal());
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

    /** @param file null for random orders */
    private Agent feed(
            String source, @Nullable OrderFile file, Time clock, String stream, Predicate<OrderCreated> writer) {
        var atMost = duration == null ? OrderFeed.NO_END : duration;
        if (file != null) {
            var times = speed == null ? 1 : speed;
            LOG.info("source {}: the orders of {}, {} times as fast, to {}", source, from, times, stream);
            return new ReplayFeed(file::next, times, count, atMost, clock, writer);
        }
        var plan = new FeedOptions(rate == null ? RATE : rate, count, atMost);
        LOG.info("source {}: {} orders/s to {}", source, plan.perSecond(), stream);
        return new OrderFeed(source, plan, clock, seed == null ? new Random() : new Random(seed), writer);
    }

    private void checkFlags() {
        if (rate != null && !(rate > 0 && rate <= MAX_RATE)) {
            throw AppException.usage("--rate " + rate + ": give a number of orders a second above 0, up to 1000000");
        }
        if (from == null && speed != null) {
            throw AppException.usage("--speed is for --from: give --rate for random orders");
        }
        if (from != null && (rate != null || seed != null)) {
            throw AppException.usage("--rate and --seed are for random orders: --from FILE has --speed");
        }
        if (speed != null && !(speed > 0 && speed <= MAX_RATE)) {
            throw AppException.usage("--speed " + speed + ": give a number above 0, up to 1000000");
        }
        if (count < 1) {
            throw AppException.usage("--count " + count + ": give 1 or more, or leave it out for no end");
        }
    }
}
