package delivery.localkinesis;

import delivery.app.App;
import delivery.app.AppException;
import delivery.app.Durations;
import delivery.app.Ports;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
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
    private static final Pattern STREAM = Pattern.compile("(.+):(\\d{1,5})");
    private static final Pattern SIZE = Pattern.compile("(\\d{1,12})(k|m|g)?", Pattern.CASE_INSENSITIVE);

    @Option(names = "--port", paramLabel = "PORT", description = "Port to listen on (default: 4567; 0: any free one).")
    private int port = 4567;

    @Option(
            names = "--tls-port",
            paramLabel = "PORT",
            description = "Port to speak TLS on, too, with a self-signed certificate (default: none; 0: any free one).")
    private Integer tlsPort;

    @Option(names = "--bind", paramLabel = "ADDRESS", description = "Address to listen on (default: 127.0.0.1).")
    private String bind = "127.0.0.1";

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
            description = "Memory for records, such as 64m or 2g; the oldest go first (default: 512m, or half of the"
                    + " JVM's heap if that is less).")
    private String retain;

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
                .retainBytes(retain == null ? defaultRetain() : bytes(retain));
        if (tlsPort != null) {
            builder.tlsPort(tlsPort);
        }
        streams.forEach(stream -> addStream(builder, stream));
        faults.forEach(fault -> addFault(builder, fault));
        if (seed != null) {
            builder.seed(seed);
        }
        try {
            return builder.start();
        } catch (KinesisError e) {
            throw AppException.usage("--stream: " + e.getMessage());
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
        announce("export AWS_ENDPOINT_URL_KINESIS=" + kinesis.endpoint() + " AWS_REGION=" + region
                + " AWS_DEFAULT_REGION=" + region + " AWS_ACCESS_KEY_ID=test AWS_SECRET_ACCESS_KEY=test");
        kinesis.tlsEndpoint().ifPresent(tls -> announce("with TLS (self-signed) on " + tls));
    }

    private static void addStream(LocalKinesis.Builder builder, String stream) {
        var form = STREAM.matcher(stream);
        if (!form.matches()) {
            throw AppException.usage("--stream '" + stream + "' is not NAME:SHARDS, such as DeliveryStream:7");
        }
        builder.stream(form.group(1), Integer.parseInt(form.group(2)));
    }

    private static void addFault(LocalKinesis.Builder builder, String fault) {
        try {
            builder.fault(fault);
        } catch (IllegalArgumentException e) {
            throw AppException.usage("--fault: " + e.getMessage());
        }
    }

    /** A JVM that was given little heap must not die of the records it keeps. */
    private static long defaultRetain() {
        return Math.min(512L * Limits.MIB, Runtime.getRuntime().maxMemory() / 2);
    }

    private static long bytes(String size) {
        var form = SIZE.matcher(size);
        if (!form.matches()) {
            throw AppException.usage("--retain '" + size + "' is not a size such as 64m or 2g");
        }
        var unit = form.group(2) == null ? "" : form.group(2).toLowerCase(Locale.ROOT);
        var bytes = Long.parseLong(form.group(1)) << (unit.isEmpty() ? 0 : 10 * ("kmg".indexOf(unit) + 1));
        if (bytes < Limits.MIB) {
            throw AppException.usage("--retain " + size + " is too little: give 1m or more");
        }
        return bytes;
    }
}
