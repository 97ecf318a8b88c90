package delivery.consumer;

import delivery.app.AgentThreads;
import delivery.app.Agents;
import delivery.app.AppException;
import delivery.app.PrivateFiles;
import delivery.app.Time;
import delivery.app.program.App;
import delivery.app.tls.ServerTrust;
import delivery.consumer.Consumer.ConsumerOptions;
import delivery.kinesis.KinesisLimits;
import delivery.kinesis.PatientCalls;
import delivery.kinesis.Shard;
import delivery.kinesis.ShardNames;
import delivery.kinesis.StreamException;
import delivery.kinesis.StreamException.Kind;
import delivery.kinesis.StreamStart;
import delivery.kinesis.aws.SdkFanOut;
import delivery.kinesis.aws.SdkStream;
import delivery.kinesis.aws.StreamOptions;
import delivery.protocol.Message.StreamIdentity;
import delivery.relay.RankingLine;
import delivery.relay.ServerAddress;
import delivery.relay.ThisProcess;
import delivery.trace.EventTrace;
import delivery.trace.otel.Traces;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "consumer",
        description = "Reads shards of the stream and hands their events to the ranking server. Goes on with the"
                + " children of a shard that is split or merged.%n",
        footer = {
            "",
            "Exit codes: 0 done, 1 failed (another consumer has the shard, ...), 2 bad usage,",
            "4 stream, AWS or server not reachable.",
            "Example: java -jar consumer/target/consumer.jar --shard 0"
        })
public final class Main extends App {
    /** Whoever is still in a call then has brought nothing that would be lost, and is read on by the next consumer. */
    private static final Duration LET_GO = Duration.ofSeconds(7);

    private static final Logger LOG = LoggerFactory.getLogger(Main.class);

    @Mixin
    private StreamOptions streamOptions;

    @ArgGroup(multiplicity = "1")
    private Which which;

    /** Either the shards, or all of them. */
    static final class Which {
        @Option(
                names = "--shard",
                paramLabel = "SHARD",
                description = "A shard's id or its number (3 is shardId-000000000003); repeatable.")
        private List<String> shards;

        @Option(names = "--all-shards", description = "Every shard of the stream, closed ones included.")
        private boolean all;
    }

    @Option(
            names = "--server",
            paramLabel = "HOST:PORT",
            defaultValue = "127.0.0.1:8888",
            split = ",",
            converter = ServerAddress.Converter.class,
            description =
                    "The ranking server's socket (default: 127.0.0.1:8888). Of replicas all, with commas between: a page"
                            + " is read once and brought to each, none of which waits for another.")
    private List<ServerAddress> servers;

    @Option(
            names = "--reads-per-second",
            paramLabel = "F",
            defaultValue = "3",
            description = "GetRecords calls a second and shard, of the 5 that all readers share (default: 3).")
    private double readsPerSecond;

    @Option(
            names = "--fan-out",
            paramLabel = "NAME",
            description =
                    "Have the records sent by enhanced fan-out, to a consumer of the stream that is registered by this"
                            + " name; it costs by shard and hour until it is deregistered. Where the service refuses it is"
                            + " polled (default: polled).")
    private String fanOut;

    /** Made by the thread that begins; null if there is none. */
    private volatile @Nullable SdkFanOut sent;

    @Option(names = "--takeover", description = "Take the shard from the consumer that has it; that one then exits.")
    private boolean takeover;

    @Option(
            names = "--share",
            description = "If the consumer that has the shard has others too, have it hand this one over; if not, leave"
                    + " the shard to it and end.")
    private boolean share;

    @Option(
            names = "--accept-loss",
            description = "Go on over records that can no longer be read; the gap is recorded.")
    private boolean acceptLoss;

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

    public static void main(String[] args) {
        App.main(new Main(), args);
    }

    @Override
    public void run() {
        KinesisLimits.checkReadsPerSecond("--reads-per-second", readsPerSecond);
        if (share && which.all) {
            throw AppException.usage("--share is for --shard, not for --all-shards");
        }
        if (fanOut != null && !fanOut.matches("[a-zA-Z0-9_.-]{1,128}")) {
            throw AppException.usage(
                    "--fan-out '" + fanOut + "' is not a consumer's name: 1 to 128 of a-z A-Z 0-9 _ . -");
        }
        if (Set.copyOf(servers).size() < servers.size()) {
            throw AppException.usage("--server names a server twice: give each once");
        }
        var token = token();
        var trust = serverCa == null ? null : ServerTrust.of(serverCa);
        var registry = new PrometheusRegistry();
        serveMetrics(registry);
        try (var trace = Traces.open("consumer", stopSignal());
                var stream = streamOptions.open();
                var lines = RankingLines.to(servers, trust, stopSignal());
                var threads = new AgentThreads(stopSignal(), cause -> fail(StreamException.toExit(cause)))
                        .lettingGoAfter(LET_GO)) {
            // On a thread too: whoever says stop does not wait for a stream that does not answer.
            threads.start("start", () -> {
                begin(stream, lines.all(), token, registry, threads, trace);
                return null;
            });
        } finally {
            if (sent != null) {
                sent.close();
            }
        }
    }

    private void begin(
            SdkStream stream,
            List<RankingLine> lines,
            String token,
            PrometheusRegistry registry,
            Agents threads,
            EventTrace trace) {
        try {
            var calls = new PatientCalls(stopSignal());
            var description = StreamStart.awaitReady(stream, calls);
            var all = calls.call(stream::shards);
            var settings = new ConsumerOptions(
                    new StreamIdentity(
                            description.name(),
                            description.arn(),
                            description.createdAt().toEpochMilli()),
                    token,
                    ThisProcess.name(),
                    readsPerSecond,
                    takeover,
                    acceptLoss,
                    share && !takeover);
            sent = fanOut == null ? null : sent(stream, description.arn(), calls);
            var consumer = new Consumer(
                            stream, sent, lines, settings, Time.system(), Random::new, registry, threads, this::fail)
                    .tracedBy(trace);
            consumer.start(which.all ? all : asked(all), all);
            if (which.all) {
                consumer.watch();
            }
        } catch (AppException | StreamException e) {
            if (!stopSignal().isStopped()) {
                throw e;
            }
        }
    }

    /** Null if the service does not send: that is said, and no reason not to read. */
    private @Nullable SdkFanOut sent(SdkStream stream, String streamArn, PatientCalls calls) {
        try {
            return stream.fanOut(streamArn, fanOut, calls);
        } catch (StreamException e) {
            if (e.kind() == Kind.STOPPING) {
                throw e;
            }
            LOG.warn("no enhanced fan-out, so the stream is polled: {}", e.getMessage());
            return null;
        }
    }

    private List<Shard> asked(List<Shard> all) {
        return which.shards.stream()
                .map(shard -> ShardNames.find(all, shard))
                .distinct()
                .toList();
    }

    private String token() {
        return tokenFile == null ? "" : PrivateFiles.secret("--token-file", tokenFile);
    }
}
