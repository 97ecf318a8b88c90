package delivery.ranking;

import delivery.app.Agent;
import delivery.app.AppException;
import delivery.app.ByteSize;
import delivery.app.Durations;
import delivery.app.Ports;
import delivery.app.PrivateFiles;
import delivery.app.Time;
import delivery.app.program.App;
import delivery.app.tls.ServerIdentity;
import delivery.ranking.disk.DiskFolder;
import delivery.ranking.loop.AgentThread;
import delivery.ranking.loop.RankingLoop;
import delivery.ranking.loop.RankingThread;
import delivery.ranking.replay.ReplayCommand;
import delivery.ranking.snapshot.SnapshotFolder;
import delivery.ranking.snapshot.SnapshotLoop;
import delivery.ranking.socket.EventServer;
import delivery.ranking.state.RankingState;
import delivery.ranking.web.RankingMetrics;
import delivery.ranking.web.WebServer;
import delivery.ranking.web.gate.HostGate;
import delivery.trace.otel.Traces;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Wires the ranking server together, from the inside outwards; it is taken apart in reverse. */
@Command(
        name = "ranking-server",
        description = "Takes the events of all consumers, ranks regions and drivers, audits the stream, and shows it."
                + " Never talks to AWS: the flags that say where the stream is are there so that one set of flags"
                + " fits all programs.")
public final class Main extends App {
    private static final Logger LOG = LoggerFactory.getLogger("delivery.ranking");
    private static final Duration MAX_WINDOW = Duration.ofHours(6);

    @Option(names = "--port", paramLabel = "PORT", description = "Listen for consumers here (8888; 0: any free port).")
    private int port = 8888;

    @Option(names = "--http-port", paramLabel = "PORT", description = "Serve the web page here (8080; 0: any free).")
    private int httpPort = 8080;

    @Option(
            names = "--bind",
            paramLabel = "ADDRESS",
            description = "Listen on this address (127.0.0.1); any but a loopback one needs --token-file.")
    private String bind = "127.0.0.1";

    @Option(
            names = "--state-dir",
            paramLabel = "DIR",
            description = "Keep snapshots here, and go on from the newest one (default: keep everything in memory only,"
                    + " and count the stream anew after a restart).")
    private Path stateDir;

    @Option(
            names = "--dead-letters-max",
            paramLabel = "SIZE",
            converter = ByteSize.class,
            description = "How large the file of the rejected records in --state-dir may grow (256m).")
    private long deadLettersMax = 256L << 20;

    @Option(
            names = "--snapshot-interval",
            paramLabel = "DURATION",
            converter = Durations.class,
            description = "Write a snapshot this often, if anything has changed (2s; 100ms to 1h).")
    private Duration snapshotInterval = Duration.ofSeconds(2);

    @Option(
            names = "--retention",
            paramLabel = "DURATION",
            converter = Durations.class,
            description = "How long the stream keeps its records (24h): a source idle for longer is forgotten, but for"
                    + " its sums.")
    private Duration retention = RankingState.RETENTION;

    @Option(
            names = "--window",
            paramLabel = "DURATION",
            converter = Durations.class,
            description = "Rank regions by the orders of this long (10m; 1s to 6h).")
    private Duration window = Duration.ofMinutes(10);

    @Option(
            names = "--token-file",
            paramLabel = "FILE",
            description = "Let in only consumers that know the secret in this file, its owner's alone: chmod 600.")
    private Path tokenFile;

    @Mixin
    private TlsOptions tls;

    @Option(
            names = "--public-page",
            description = "With --bind: page, /api and /metrics for whoever can reach them, without the token.")
    private boolean publicPage;

    @Mixin
    private LauncherOption launcher;

    @Mixin
    private PeerOptions peers;

    @Mixin
    private RecordOptions record;

    @Option(
            names = "--stream-name",
            paramLabel = "NAME",
            description = "Let in only consumers of this stream (default: of the first one that comes).")
    private String streamName;

    @Option(names = "--region", paramLabel = "REGION", description = "Ignored: no AWS here.")
    @SuppressWarnings("unused")
    private String region;

    @Option(names = "--profile", paramLabel = "PROFILE", description = "Ignored: no AWS here.")
    @SuppressWarnings("unused")
    private String profile;

    @Option(names = "--endpoint-url", paramLabel = "URL", description = "Ignored: no AWS here.")
    @SuppressWarnings("unused")
    private String endpointUrl;

    public static void main(String[] args) {
        if (args.length > 0 && args[0].equals(ReplayCommand.NAME)) {
            App.main(new ReplayCommand(), Arrays.copyOfRange(args, 1, args.length));
        } else {
            App.main(new Main(), args);
        }
    }

    @Override
    public void run() {
        Ports.check("--port", port);
        Ports.check("--http-port", httpPort);
        var address = bindAddress();
        var token = token(address);
        var identity = tls.identity();
        launcher.of(address);
        checkDurations();
        record.check();
        if (stateDir == null) {
            serve(address, token, identity, null);
            return;
        }
        try (var folder = DiskFolder.open(stateDir)) {
            serve(address, token, identity, folder);
        }
    }

    /** @param folder null if nothing is to be kept */
    private RankingServer open(String token, DiskFolder folder) {
        var settings = new RankingServer.Settings(
                token, streamName, window, retention, snapshotInterval, deadLettersMax, RankingLoop.PACE);
        try {
            return RankingServer.open(settings, folder, Time.system());
        } catch (IOException e) {
            throw AppException.failed("--state-dir " + stateDir + ": no snapshot could be written ("
                    + SnapshotFolder.reason(e) + "): make room, or give another folder");
        }
    }

    /** The identity is null for no TLS, the folder if nothing is to be kept. */
    private void serve(InetAddress address, String token, ServerIdentity identity, DiskFolder folder) {
        try (var trace = Traces.open("ranking-server", stopSignal());
                var server = open(token, folder);
                var replicas = peers.of(server, token)) {
            server.ranking().traceBy(trace);
            var registry = new PrometheusRegistry();
            var socket = new AtomicReference<EventServer>();
            registry.register(new RankingMetrics(
                    server.latest(),
                    server.counters(),
                    server.figures(),
                    () -> socket.get() == null ? 0 : socket.get().connections(),
                    retention));
            replicas.tell(registry);
            serveMetrics(registry);
            try (var ranking = new RankingThread(server.ranking(), Time.system(), this::fail).start();
                    var snapshots = snapshots(server.snapshots(ranking));
                    var recording = record.start(server.latest());
                    var web = WebServer.start(
                            new WebServer.Place(
                                    address,
                                    httpPort,
                                    address.isLoopbackAddress() || publicPage ? "" : token,
                                    identity,
                                    launcher.of(address)),
                            server.latest(),
                            registry,
                            () -> fault(ranking, snapshots, socket.get()),
                            new WebServer.Peers(replicas.urls(), replicas::answer));
                    var events = EventServer.start(
                            new EventServer.Place(address, port, identity),
                            ranking,
                            server.counters(),
                            url(address, web.port()))) {
                replicas.start();
                socket.set(events);
                web.ready();
                announce(address, events.port(), web.port());
                if (recording != null) {
                    LOG.info("what the page shows is recorded, to be played by: delivery replay");
                }
                stopSignal().awaitStop();
                LOG.info("stopping");
            }
        }
    }

    private void announce(InetAddress address, int eventPort, int webPort) {
        if (!address.isLoopbackAddress()) {
            LOG.warn(
                    "--bind {}: {}{}",
                    bind,
                    publicPage
                            ? "other machines can read the page, /api and /metrics without any token; the ranking"
                                    + " socket asks for it"
                            : "the ranking socket, the page, /api and /metrics ask for the token",
                    tls.isGiven() ? "" : ", and nothing is encrypted: give --tls-cert and --tls-key");
        }
        announce("ranking-server listening on " + HostGate.literal(address) + ":" + eventPort + ", page on "
                + url(address, webPort));
        if (stateDir == null) {
            LOG.warn("no --state-dir: after a restart the ranking is counted anew from what the stream still has,"
                    + " and rejected records are counted, but not kept");
        } else {
            LOG.info("snapshots go to {}", stateDir);
        }
    }

    /** Why a part that matters is not well, null if all are; {@code snapshots} and {@code events} may be null. */
    private static String fault(RankingThread ranking, AgentThread snapshots, EventServer events) {
        var fault = ranking.fault();
        var next = fault != null || events == null ? fault : events.fault();
        return next != null || snapshots == null ? next : snapshots.fault();
    }

    private static AgentThread snapshots(Agent agent) {
        return agent == null ? null : new AgentThread("snapshots", agent, Time.system(), SnapshotLoop.PATIENCE).start();
    }

    private String url(InetAddress address, int port) {
        var host = address.isAnyLocalAddress() ? "127.0.0.1" : HostGate.literal(address);
        return (tls.isGiven() ? "https://" : "http://") + host + ":" + port + "/";
    }

    private InetAddress bindAddress() {
        try {
            return InetAddress.getByName(bind);
        } catch (UnknownHostException e) {
            throw AppException.usage("--bind " + bind + " is not an address of this machine: give 127.0.0.1");
        }
    }

    private String token(InetAddress address) {
        if (tokenFile == null) {
            if (!address.isLoopbackAddress()) {
                throw AppException.usage(
                        "--bind " + bind + " lets other machines in: give a --token-file too, or stay on 127.0.0.1");
            }
            return "";
        }
        return PrivateFiles.secret("--token-file", tokenFile);
    }

    private void checkDurations() {
        if (window.compareTo(Duration.ofSeconds(1)) < 0
                || window.compareTo(MAX_WINDOW) > 0
                || window.toMillisPart() != 0) {
            throw AppException.usage("--window must be whole seconds from 1s to 6h");
        }
        if (snapshotInterval.compareTo(Duration.ofMillis(100)) < 0
                || snapshotInterval.compareTo(Duration.ofHours(1)) > 0) {
            throw AppException.usage("--snapshot-interval must be from 100ms to 1h");
        }
        if (retention.compareTo(window) < 0) {
            throw AppException.usage("--retention must not be shorter than the --window");
        }
    }
}
