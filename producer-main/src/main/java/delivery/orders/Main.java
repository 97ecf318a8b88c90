package delivery.orders;

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
import delivery.model.SourceId;
import delivery.orders.OrderFeed.FeedOptions;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Random;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "producer-main",
        description = "Makes random orders and puts them on the stream until stopped.%n",
        footer = {
            "",
            "Exit codes: 0 done, 1 failed, 2 bad usage, 4 stream or AWS not reachable.",
            "Example: java -jar producer-main/target/producer-main.jar --rate 50 --duration 5m"
        })
public final class Main extends App {
    private static final Logger LOG = LoggerFactory.getLogger(Main.class);

    private static final double MAX_RATE = 1_000_000;

    @Mixin
    private StreamOptions streamOptions;

    @Mixin
    private ProducerOptions producerOptions;

    @Option(names = "--rate", paramLabel = "R", defaultValue = "11.1", description = "Orders a second (default: 11.1).")
    private double rate;

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

    public static void main(String[] args) {
        App.main(new Main(), args);
    }

    @Override
    public void run() {
        checkFlags();
        var clock = Time.system();
        var registry = new PrometheusRegistry();
        serveMetrics(registry);
        try (var stream = streamOptions.open()) {
            var stoppable = new StoppableStream(stream, stopSignal());
            StreamStart.awaitReady(stoppable, new PatientCalls(stopSignal()));
            var source = SourceId.random(new SecureRandom());
            var random = seed == null ? new Random() : new Random(seed);
            var writer = producerOptions.open(stream, stream.name(), source, registry, this, Time.system());
            try (writer) {
                LOG.info("source {}: {} orders/s to {}", source, rate, stream.name());
                var plan = new FeedOptions(rate, count, duration == null ? OrderFeed.NO_END : duration);
                new OrderFeed(source, plan, clock, random, writer::write).run(stopSignal());
                writer.finish(stopSignal());
            }
            LOG.info("source {}: {} orders made, {} of them on the stream", source, writer.accepted(), writer.stored());
            writer.checkAllStored();
        } catch (StreamException e) {
            throw e.toExit();
        }
    }

    private void checkFlags() {
        if (!(rate > 0 && rate <= MAX_RATE)) {
            throw AppException.usage("--rate " + rate + ": give a number of orders a second above 0, up to 1000000");
        }
        if (count < 1) {
            throw AppException.usage("--count " + count + ": give 1 or more, or leave it out for no end");
        }
    }
}
