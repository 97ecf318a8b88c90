package delivery.drivers;

import delivery.app.AgentThreads;
import delivery.app.AppException;
import delivery.app.Durations;
import delivery.app.StopSignal;
import delivery.app.Time;
import delivery.app.program.App;
import delivery.drivers.DriverFleet.FleetOptions;
import delivery.kinesis.KinesisLimits;
import delivery.kinesis.KinesisStream;
import delivery.kinesis.PatientCalls;
import delivery.kinesis.Shard;
import delivery.kinesis.StoppableStream;
import delivery.kinesis.StreamException;
import delivery.kinesis.StreamStart;
import delivery.kinesis.aws.SdkStream;
import delivery.kinesis.aws.StreamOptions;
import delivery.kinesis.write.EventWriter;
import delivery.kinesis.write.ProducerOptions;
import delivery.model.Region;
import delivery.model.SourceId;
import delivery.trace.EventTrace;
import delivery.trace.otel.Traces;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "producer-driver",
        description = "Drivers that take orders from the stream, deliver them, and put what they do on the stream.%n",
        footer = {
            "",
            "Run one at a time, or each with a --fleet-index of its own: else two would take the same orders (the ranking"
                    + " counts the first and reports the others).",
            "Exit codes: 0 done, 1 failed, 2 bad usage, 4 stream or AWS not reachable.",
            "Example: java -jar producer-driver/target/producer-driver.jar --drivers 50 --time-scale 10"
        })
public final class Main extends App {
    private static final Logger LOG = LoggerFactory.getLogger(Main.class);
    private static final int MAX_DRIVERS = 10_000;
    /** That are told apart by their numbers, in all processes. */
    private static final int ALL_DRIVERS = 65_536;

    private static final int MAX_FLEET = 1_000;
    private static final Duration MAX_REST = Duration.ofHours(24);

    @Mixin
    private StreamOptions streamOptions;

    @Mixin
    private ProducerOptions producerOptions;

    @Option(names = "--drivers", paramLabel = "N", defaultValue = "10", description = "How many drivers (default: 10).")
    private int drivers;

    @Option(
            names = "--fleet-size",
            paramLabel = "N",
            defaultValue = "1",
            description = "How many processes have drivers, each --drivers of them; the same for all (default: 1).")
    private int fleetSize;

    @Option(
            names = "--fleet-index",
            paramLabel = "I",
            defaultValue = "0",
            description =
                    "Which of them this is, from 0: it takes the orders that are its own by their ids (default: 0).")
    private int fleetIndex;

    @Option(
            names = "--search-radius",
            paramLabel = "CELLS",
            defaultValue = "3",
            description = "How far a driver looks for orders, on both axes (default: 3).")
    private int searchRadius;

    @Option(
            names = "--rest",
            paramLabel = "10s",
            defaultValue = "10s",
            converter = Durations.class,
            description = "How long a driver rests after a delivery, or when he found nothing (default: 10s).")
    private Duration rest;

    @Option(
            names = "--time-scale",
            paramLabel = "F",
            defaultValue = "1",
            description = "Lives F times as fast: divides the wall time of driving, resting and pick-up windows"
                    + " (default: 1).")
    private double timeScale;

    @Option(
            names = "--duration",
            paramLabel = "60s",
            converter = Durations.class,
            description = "End after this time (default: no end).")
    private Duration duration;

    @Option(
            names = "--reads-per-second",
            paramLabel = "F",
            defaultValue = "1",
            description = "GetRecords calls a second and shard, of the 5 that all readers share (default: 1).")
    private double readsPerSecond;

    @Option(names = "--seed", paramLabel = "S", description = "For where the drivers start (default: random).")
    private Long seed;

    public static void main(String[] args) {
        App.main(new Main(), args);
    }

    @Override
    public void run() {
        checkFlags();
        var registry = new PrometheusRegistry();
        serveMetrics(registry);
        try (var trace = Traces.open("producer-driver", stopSignal());
                var stream = streamOptions.open()) {
            // Whoever is told to stop waits for no answer any more, be it of a start or of a reader.
            var stoppable = new StoppableStream(stream, stopSignal());
            var calls = new PatientCalls(stopSignal());
            StreamStart.awaitReady(stoppable, calls);
            read(stream, stoppable, calls.call(stoppable::shards), registry, trace);
        } catch (StreamException e) {
            throw e.toExit();
        }
    }

    /**
     * The drivers have ended before the writer drains, and the writer has drained before the readers end; then the
     * client closes.
     *
     * @param stoppable the same stream, for those who look at it
     */
    private void read(
            SdkStream stream,
            KinesisStream stoppable,
            List<Shard> shards,
            PrometheusRegistry registry,
            EventTrace trace) {
        var source = SourceId.random(new SecureRandom());
        var settings = new FleetOptions(
                drivers, searchRadius, rest, timeScale, readsPerSecond, new FleetPart(fleetIndex, fleetSize));
        try (var readers = new AgentThreads(stopSignal(), this::failed)) {
            var fleet = new DriverFleet(stoppable, source, settings, Time.system(), Random::new, readers);
            try {
                fleet.startReading(shards);
                if (fleet.awaitCaughtUp(stopSignal())) {
                    fleet.finishRebuilding();
                    drive(stream, source, fleet, registry, trace);
                }
            } finally {
                // Whatever has happened: the threads that are joined now end by this.
                stopSignal().stop();
            }
        }
    }

    private void drive(
            SdkStream stream, String source, DriverFleet fleet, PrometheusRegistry registry, EventTrace trace) {
        LOG.info(
                "source {}: {} drivers at {}, {} open orders, {} deliveries under way from earlier runs",
                source,
                drivers,
                stream.name(),
                fleet.openOrders(),
                fleet.unfinished());
        var writer = producerOptions.open(stream, stream.name(), source, registry, this, fleet.clock(), trace);
        try (writer) {
            driveUntilTheEnd(fleet, writer);
            writer.finish(stopSignal());
        }
        LOG.info("source {}: {} events, {} of them on the stream", source, writer.accepted(), writer.stored());
        writer.checkAllStored();
    }

    /** Of {@code --duration}, or of the program. */
    private void driveUntilTheEnd(DriverFleet fleet, EventWriter writer) {
        var end = new StopSignal();
        stopSignal().onStop(end::stop);
        try (var threads = new AgentThreads(end, this::failed)) {
            try {
                fleet.startDriving(writer::write, seed == null ? new Random() : new Random(seed), threads);
                if (duration == null) {
                    stopSignal().awaitStop();
                } else {
                    stopSignal().await(duration);
                }
            } finally {
                // Drivers that are joined now wait neither for their next turn nor for room in the inbox.
                end.stop();
                writer.stopTaking();
            }
        }
    }

    private void failed(Throwable cause) {
        fail(StreamException.toExit(cause));
    }

    private void checkFlags() {
        if (drivers < 1 || drivers > MAX_DRIVERS) {
            throw AppException.usage("--drivers " + drivers + " is not in 1.." + MAX_DRIVERS);
        }
        if (fleetSize < 1 || fleetSize > MAX_FLEET) {
            throw AppException.usage("--fleet-size " + fleetSize + " is not in 1.." + MAX_FLEET);
        }
        if (fleetIndex < 0 || fleetIndex >= fleetSize) {
            throw AppException.usage("--fleet-index " + fleetIndex + " is not in 0.." + (fleetSize - 1)
                    + ": of --fleet-size " + fleetSize + " processes each has another one");
        }
        if (drivers * fleetSize > ALL_DRIVERS) {
            throw AppException.usage("--drivers " + drivers + " in --fleet-size " + fleetSize
                    + " processes are more than " + ALL_DRIVERS + " drivers");
        }
        if (searchRadius < 0 || searchRadius > Region.SIDE) {
            throw AppException.usage("--search-radius " + searchRadius + " is not in 0.." + Region.SIDE + " cells");
        }
        if (rest.isZero() || rest.compareTo(MAX_REST) > 0) {
            throw AppException.usage("--rest: give 1ms or more, up to " + MAX_REST.toHours() + "h");
        }
        if (!(timeScale >= 0.001 && timeScale <= 1_000)) {
            throw AppException.usage("--time-scale " + timeScale + ": give a number from 0.001 to 1000");
        }
        KinesisLimits.checkReadsPerSecond("--reads-per-second", readsPerSecond);
    }
}
