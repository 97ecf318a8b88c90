package delivery.fleet;

import delivery.app.AgentThreads;
import delivery.app.AppException;
import delivery.app.Durations;
import delivery.app.PrivateFiles;
import delivery.app.Time;
import delivery.app.program.App;
import delivery.app.tls.ServerTrust;
import delivery.fleet.kcl.FleetWorker;
import delivery.fleet.kcl.KclSettings;
import delivery.fleet.shard.FleetWorld;
import delivery.fleet.shard.ServerCheck;
import delivery.kinesis.KinesisLimits;
import delivery.kinesis.PatientCalls;
import delivery.kinesis.StreamException;
import delivery.kinesis.StreamStart;
import delivery.kinesis.aws.SdkStream;
import delivery.kinesis.aws.StreamOptions;
import delivery.kinesis.read.PageRoom;
import delivery.protocol.Message.Caller;
import delivery.protocol.Message.StreamIdentity;
import delivery.relay.ConsumerMetrics;
import delivery.relay.RankingLine;
import delivery.relay.RetentionLookup;
import delivery.relay.ServerAddress;
import delivery.relay.ThisProcess;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "consumer-fleet",
        description = "Reads shards of the stream and hands their events to the ranking server, as one of any number of"
                + " processes on any machines: the Kinesis Client Library shares the shards among them, by leases in a"
                + " table of DynamoDB.%n",
        footer = {
            "",
            "Exit codes: 0 done, 1 failed (the table is another application's, ...), 2 bad usage,",
            "4 stream, AWS or server not reachable.",
            "Example: java -jar consumer-fleet/target/consumer-fleet.jar --application ranking"
        })
public final class Main extends App {
    /** Of a start that waits for an answer when the program is to stop. */
    private static final Duration LET_GO = Duration.ofSeconds(2);

    private static final Duration LEAST_FAILOVER = Duration.ofSeconds(1);
    private static final Duration MOST_FAILOVER = Duration.ofMinutes(10);

    @Mixin
    private StreamOptions streamOptions;

    @Option(
            names = "--application",
            paramLabel = "NAME",
            defaultValue = "delivery-fleet",
            description = "What the workers that share the shards have in common (default: delivery-fleet).")
    private String application;

    @Option(
            names = "--table",
            paramLabel = "NAME",
            description = "The table of leases, which is made if there is none (default: as the application).")
    private String table;

    @Option(
            names = "--worker",
            paramLabel = "ID",
            description = "What this process is called among the workers; no two of one name (default: host/pid).")
    private String worker;

    @Option(
            names = "--dynamodb-endpoint-url",
            paramLabel = "URL",
            description = "Another DynamoDB than AWS's, such as http://localhost:8000"
                    + " (default: AWS_ENDPOINT_URL_DYNAMODB, AWS_ENDPOINT_URL, the profile).")
    private String tables;

    @Option(
            names = "--server",
            paramLabel = "HOST:PORT",
            defaultValue = "127.0.0.1:8888",
            converter = ServerAddress.Converter.class,
            description = "The ranking server's socket (default: 127.0.0.1:8888).")
    private ServerAddress server;

    @Option(
            names = "--failover",
            paramLabel = "10s",
            defaultValue = "10s",
            converter = Durations.class,
            description =
                    "After how long without a word a worker's shards go to others. With another value than the KCL's"
                            + " own 10s all its other times follow; a short one finds new workers and new shards sooner too,"
                            + " and costs more writes (default: 10s).")
    private Duration failover;

    @Option(
            names = "--reads-per-second",
            paramLabel = "F",
            defaultValue = "3",
            description = "GetRecords calls a second and shard, of the 5 that all readers share (default: 3).")
    private double readsPerSecond;

    @Option(
            names = "--fan-out",
            description =
                    "Have the records sent by enhanced fan-out, to a consumer of the stream that is registered by the"
                            + " application's name; it costs by shard and hour until it is deregistered (default: polled).")
    private boolean fanOut;

    @Option(
            names = "--accept-loss",
            description = "Go on over records that can no longer be read; the gap is recorded.")
    private boolean acceptLoss;

    @Option(names = "--cloudwatch", description = "Send the KCL's metrics to CloudWatch, which costs (default: off).")
    private boolean cloudWatch;

    @Option(
            names = "--token-file",
            paramLabel = "FILE",
            description = "File with the ranking server's token, its owner's alone: chmod 600 (default: none).")
    private Path tokenFile;

    @Option(
            names = "--server-ca",
            paramLabel = "FILE|system",
            description =
                    "Speak TLS with the ranking server, whose certificate one in this PEM file vouches for; system:"
                            + " one that this machine trusts (default: no TLS).")
    private String serverCa;

    /** Made by the thread that begins. */
    private volatile @Nullable FleetWorker fleet;

    public static void main(String[] args) {
        App.main(new Main(), args);
    }

    @Override
    public void run() {
        check();
        var token = tokenFile == null ? "" : PrivateFiles.secret("--token-file", tokenFile);
        var trust = serverCa == null ? null : ServerTrust.of(serverCa);
        var registry = new PrometheusRegistry();
        serveMetrics(registry);
        try (var stream = streamOptions.open();
                var line = new RankingLine(server, trust, stopSignal())) {
            var dynamo = tables(stream);
            // On a thread: whoever says stop does not wait for a service that does not answer.
            try (var start = new AgentThreads(stopSignal(), cause -> fail(StreamException.toExit(cause)))
                    .lettingGoAfter(LET_GO)) {
                start.start("start", () -> {
                    begin(stream, line, token, dynamo, registry);
                    return null;
                });
            }
            stopSignal().awaitStop();
            if (fleet != null) {
                fleet.close();
            }
        }
    }

    private void check() {
        KinesisLimits.checkReadsPerSecond("--reads-per-second", readsPerSecond);
        checkName("--application", application, "[a-zA-Z0-9_.-]{3,128}", "3 to 128 of a-z A-Z 0-9 _ . -");
        if (table != null) {
            checkName("--table", table, "[a-zA-Z0-9_.-]{3,255}", "3 to 255 of a-z A-Z 0-9 _ . -");
        }
        if (worker != null) {
            checkName("--worker", worker, "[!-~]{1,256}", "1 to 256 characters without a blank");
        }
        if (failover.compareTo(LEAST_FAILOVER) < 0 || failover.compareTo(MOST_FAILOVER) > 0) {
            throw AppException.usage("--failover " + failover.toMillis() + "ms is not in 1s..10m");
        }
    }

    private static void checkName(String flag, String name, String form, String words) {
        if (!name.matches(form)) {
            throw AppException.usage(flag + " '" + name + "' is not a name: " + words);
        }
    }

    /** Null: as the SDK finds it. */
    private @Nullable URI tables(SdkStream stream) {
        if (tables != null) {
            return url();
        }
        var isKnown = Stream.of("AWS_ENDPOINT_URL_DYNAMODB", "AWS_ENDPOINT_URL")
                .anyMatch(name -> System.getenv(name) != null);
        if (stream.aws().isLocal() && !isKnown) {
            throw AppException.usage("--dynamodb-endpoint-url is missing: the stream is at " + stream.endpoint()
                    + ", so the leases are not in AWS's DynamoDB either");
        }
        return null;
    }

    private URI url() {
        try {
            var url = URI.create(tables.strip());
            if (url.getHost() != null && String.valueOf(url.getScheme()).matches("https?")) {
                return url;
            }
        } catch (IllegalArgumentException e) {
            // said below
        }
        throw AppException.usage("--dynamodb-endpoint-url '" + tables + "' is not a URL such as http://localhost:8000");
    }

    private void begin(
            SdkStream stream, RankingLine line, String token, @Nullable URI dynamo, PrometheusRegistry registry) {
        try {
            var calls = new PatientCalls(stopSignal());
            var description = StreamStart.awaitReady(stream, calls);
            var shards = calls.call(stream::shards);
            var clock = Time.system();
            var world = new FleetWorld(
                    stream,
                    line,
                    new StreamIdentity(
                            description.name(),
                            description.arn(),
                            description.createdAt().toEpochMilli()),
                    new Caller(ThisProcess.name(), token),
                    readsPerSecond,
                    acceptLoss,
                    clock,
                    stopSignal(),
                    Random::new,
                    new ConsumerMetrics(description.name(), clock, registry).of(server.toString()),
                    new RetentionLookup(stream, clock),
                    PageRoom.ofHeap(),
                    this::fail);
            ServerCheck.check(world, shards.get(0).shardId());
            var settings = new KclSettings(
                    application,
                    table == null ? application : table,
                    worker == null ? ThisProcess.name() : worker,
                    failover,
                    readsPerSecond,
                    fanOut ? consumerArn(stream, description.arn(), calls) : null,
                    cloudWatch);
            fleet = FleetWorker.start(stream.aws(), dynamo, settings, world, registry, stopSignal());
        } catch (AppException | StreamException e) {
            if (!stopSignal().isStopped()) {
                throw e;
            }
        }
    }

    private String consumerArn(SdkStream stream, String streamArn, PatientCalls calls) {
        try (var sent = stream.fanOut(streamArn, application, calls)) {
            return sent.consumerArn();
        }
    }
}
