package delivery.localkinesis;

import delivery.app.AppException;
import delivery.app.ByteSize;
import delivery.app.Durations;
import delivery.app.Ports;
import delivery.app.program.App;
import delivery.localkinesis.engine.EngineOptions;
import delivery.localkinesis.fault.Fault;
import delivery.localkinesis.http.FrontOptions;
import delivery.localkinesis.http.PortTakenException;
import delivery.localkinesis.quota.Limits;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The runnable jar: a Kinesis on this machine until it is stopped. */
@Command(
        name = "local-kinesis",
        description = "An embedded Kinesis that enforces the real per-shard quotas; all data is in memory.")
public final class Main extends App {
    private static final Logger LOG = LoggerFactory.getLogger("delivery.localkinesis");
    /** Any will do, unless they have to be those that were given: these nobody is shown. */
    private static final Set<String> CREDENTIALS = Set.of("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY");

    private static final Pattern REGION = Pattern.compile("[a-z0-9-]{1,64}");

    @Option(names = "--port", paramLabel = "PORT", description = "Port to listen on (default: 4567; 0: any free one).")
    private int port = 4567;

    @Option(
            names = "--tls-port",
            paramLabel = "PORT",
            description = "Port to speak TLS on, too, with a self-signed certificate (default: none; 0: any free one).")
    private Integer tlsPort;

    @Option(names = "--bind", paramLabel = "ADDRESS", description = "Address to listen on (default: 127.0.0.1).")
    private String bind = "127.0.0.1";

    @Option(
            names = "--allowed-host",
            paramLabel = "NAME",
            description = "A name by which clients come, besides localhost and the address of --bind. Repeatable.")
    private List<String> allowedHosts = List.of();

    @Option(
            names = "--allowed-origin",
            paramLabel = "URL",
            description = "Origin of web pages that may use it besides those of this machine, such as"
                    + " https://app.example.com, or * for all. Repeatable.")
    private List<String> allowedOrigins = List.of();

    @Option(names = "--no-signatures", description = "Answer requests without a signature, too.")
    private boolean noSignatures;

    @Option(
            names = "--verify-signatures",
            paramLabel = "KEY:SECRET",
            description = "Answer only requests that are signed with this access key, and rightly.")
    private String verifySignatures;

    @Option(
            names = "--max-connections",
            paramLabel = "N",
            description = "Connections at a time (default: 4096); then the one silent longest makes room.")
    private int maxConnections = FrontOptions.CONNECTIONS;

    @Option(names = "--no-limits", description = "Do not enforce the per-shard quotas.")
    private boolean noLimits;

    @Option(
            names = "--stream",
            paramLabel = "NAME:SHARDS",
            description = "A stream to have from the start, ACTIVE at once. Repeatable.")
    private List<String> streams = List.of();

    @Option(
            names = "--fault",
            paramLabel = "FAULT",
            description =
                    "Something that is to go wrong, such as put:throttle=0.05. Repeatable. " + Fault.GRAMMAR + ".")
    private List<String> faults = List.of();

    @Option(names = "--seed", paramLabel = "NUMBER", description = "Makes chance, that of faults included, repeatable.")
    private Long seed;

    @Option(
            names = "--region",
            paramLabel = "REGION",
            defaultValue = "${env:AWS_REGION:-us-east-1}",
            description = "Region in the streams' ARNs (default: AWS_REGION, else us-east-1).")
    private String region;

    @Option(
            names = "--retain",
            paramLabel = "SIZE",
            converter = ByteSize.class,
            description = "Memory for records, such as 64m or 2g; the oldest go first (default: 512m, or half of the"
                    + " JVM's heap if that is less).")
    private Long retain;

    @Option(
            names = "--transition",
            paramLabel = "DURATION",
            converter = Durations.class,
            description = "How long a stream is CREATING, UPDATING or DELETING (default: 200ms).")
    private Duration transition = EngineOptions.DEFAULT.transition();

    public static void main(String[] args) {
        App.main(new Main(), args);
    }

    @Override
    public void run() {
        Ports.check("--port", port);
        if (tlsPort != null) {
            Ports.check("--tls-port", tlsPort);
            if (port != 0 && port == tlsPort) {
                throw AppException.usage("--port and --tls-port are both " + port + ": give two ports");
            }
        }
        checkBind();
        if (!REGION.matcher(region).matches()) {
            throw AppException.usage("--region '" + region + "' is not a region such as us-east-1");
        }
        if (maxConnections < 1) {
            throw AppException.usage("--max-connections " + maxConnections + " is too few: give 1 or more");
        }
        if (noSignatures && verifySignatures != null) {
            throw AppException.usage("--no-signatures and --verify-signatures exclude each other: give one of them");
        }
        try (var kinesis = start()) {
            announce(kinesis);
            stopSignal().awaitStop();
            var totals = kinesis.engine().totals();
            LOG.info(
                    "stopped: puts={} throttledPuts={} reads={} throttledReads={}",
                    totals.records(),
                    totals.throttledPuts(),
                    totals.readCalls(),
                    totals.throttledReads());
        }
    }

    private LocalKinesis start() {
        var builder = LocalKinesis.builder()
                .port(port)
                .bind(bind)
                .limits(!noLimits)
                .region(region)
                .transition(transition)
                .maxConnections(maxConnections)
                .onError(this::fail)
                .retainBytes(retain == null ? defaultRetain() : enough(retain));
        if (tlsPort != null) {
            builder.tlsPort(tlsPort);
        }
        addStreams(builder);
        faults.forEach(fault -> add("--fault", fault, builder::fault));
        allowedHosts.forEach(name -> add("--allowed-host", name, builder::allowedHost));
        allowedOrigins.forEach(url -> add("--allowed-origin", url, builder::allowedOrigin));
        if (noSignatures) {
            builder.noSignatures();
        }
        if (verifySignatures != null) {
            add("--verify-signatures", verifySignatures, builder::verifySignatures);
        }
        if (seed != null) {
            builder.seed(seed);
        }
        try {
            return builder.start();
        } catch (UncheckedIOException e) {
            if (e.getCause() instanceof PortTakenException taken) {
                throw Ports.taken(taken.port == port ? "--port" : "--tls-port", taken.port, e);
            }
            throw e;
        }
    }

    /** The first line is for programs that wait for it, the second to paste into a shell, a third tells of TLS. */
    private void announce(LocalKinesis kinesis) {
        announce("local-kinesis listening on " + kinesis.endpoint());
        announce(kinesis.clientSettings().environment().entrySet().stream()
                .filter(each -> verifySignatures == null || !CREDENTIALS.contains(each.getKey()))
                .map(Map.Entry::toString)
                .collect(Collectors.joining(" ", "export ", "")));
        kinesis.tlsEndpoint().ifPresent(tls -> announce("with TLS (self-signed) on " + tls));
    }

    /** Without a key of its own it takes any: whoever opens the port to others shall know. */
    private void checkBind() {
        try {
            if (bind.isBlank()) {
                throw new UnknownHostException();
            }
            var address = InetAddress.getByName(bind);
            if (address.isLoopbackAddress()) {
                return;
            }
            if (!address.isAnyLocalAddress() && NetworkInterface.getByInetAddress(address) == null) {
                throw AppException.usage("--bind " + bind + " is not an address of this machine: give one that is,"
                        + " 127.0.0.1 for this machine alone, or 0.0.0.0 for all of its networks");
            }
        } catch (UnknownHostException e) {
            throw AppException.usage(
                    "--bind '" + bind + "' is not an address: give one of this machine, such as 127.0.0.1");
        } catch (SocketException e) {
            throw AppException.failed("--bind " + bind + " cannot be looked up: " + e.getMessage());
        }
        if (verifySignatures != null) {
            return;
        }
        LOG.warn(
                "--bind {}: whoever can reach this port can read, write and delete every stream, there is no"
                        + " authentication",
                bind);
    }

    private void addStreams(LocalKinesis.Builder builder) {
        var names = new HashSet<String>();
        long total = 0;
        for (var stream : streams) {
            var named = named(stream);
            total += named.shards();
            if (named.shards() < 1 || total > Limits.SHARDS) {
                throw AppException.usage("--stream " + stream + ": give 1 shard or more, and " + Limits.SHARDS
                        + " at most over all streams");
            }
            if (!names.add(named.name())) {
                throw AppException.usage("--stream " + named.name() + " is given twice: give each name once");
            }
            builder.stream(named.name(), named.shards());
        }
    }

    private static NamedStream named(String stream) {
        try {
            return NamedStream.parse(stream);
        } catch (IllegalArgumentException e) {
            throw AppException.usage("--stream " + e.getMessage());
        }
    }

    private static void add(String flag, String value, Consumer<String> to) {
        try {
            to.accept(value);
        } catch (IllegalArgumentException e) {
            throw AppException.usage(flag + ": " + e.getMessage());
        }
    }

    /** A JVM that was given little heap must not die of the records it keeps. */
    private static long defaultRetain() {
        return Math.min(512L * Limits.MIB, Runtime.getRuntime().maxMemory() / 2);
    }

    private static long enough(long bytes) {
        if (bytes < Limits.MIB) {
            throw AppException.usage("--retain " + bytes + " is too little: give 1m or more");
        }
        return bytes;
    }
}
