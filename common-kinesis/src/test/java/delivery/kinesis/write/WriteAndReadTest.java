package delivery.kinesis.write;

import static org.assertj.core.api.Assertions.assertThat;

import delivery.app.StopSignal;
import delivery.app.Time;
import delivery.kinesis.PatientCalls;
import delivery.kinesis.ShardMap;
import delivery.kinesis.StreamException;
import delivery.kinesis.aws.SdkStream;
import delivery.kinesis.aws.StreamOptions;
import delivery.kinesis.read.ShardReader;
import delivery.localkinesis.LocalKinesis;
import delivery.model.Decoded;
import delivery.model.EventDecoder;
import delivery.model.OrderCreated;
import delivery.model.OrderId;
import delivery.model.Region;
import delivery.model.SourceProgress;
import delivery.model.StreamEvent;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import picocli.CommandLine;

/** Writer and reader together, over the real SDK, while the stream is reshaped under them. */
@Timeout(60)
class WriteAndReadTest {
    private static final String SOURCE = "k3v9ab12";
    private static final int EVENTS = 6_000;

    private final List<StreamException> fatal = new ArrayList<>();

    @Test
    void whatIsAcknowledgedIsReadWhileShardsAreSplitAndMerged() {
        try (var kinesis = LocalKinesis.builder().stream("DeliveryStream", 4)
                        .transition(Duration.ofMillis(50))
                        .start();
                var stream = open(kinesis)) {
            write(stream);
            assertThat(fatal).isEmpty();
            var events = read(stream);
            var orders = new HashSet<Long>();
            events.stream()
                    .filter(OrderCreated.class::isInstance)
                    .forEach(e -> orders.add(((OrderCreated) e).number()));
            assertThat(orders).hasSize(EVENTS);
            assertThat(events).anyMatch(e -> e instanceof SourceProgress p && p.closed() && p.acknowledged() == EVENTS);
        }
    }

    private void write(SdkStream stream) {
        var writer = new StreamWriter(
                stream,
                WriterOptions.of(stream.name(), Routing.cycle),
                Time.system(),
                new Random(1),
                new PrometheusRegistry());
        try (var events = new EventWriter(writer, SOURCE, Time.system()).start(fatal::add)) {
            for (var n = 1; n <= EVENTS; n++) {
                events.write(new OrderCreated(
                        new OrderId(SOURCE, n),
                        new Region(3, 4),
                        new Region(5, 6),
                        400,
                        60,
                        System.currentTimeMillis()));
                if (n % 1_000 == 0) {
                    reshape(stream, n / 1_000);
                }
            }
        }
    }

    private static void reshape(SdkStream stream, int step) {
        var open = ShardMap.of(stream.shards()).open();
        if (step % 3 == 0) {
            stream.control().merge(open.get(0).shardId(), open.get(1).shardId());
        } else {
            var shard = open.get(step % open.size());
            stream.control().split(shard.shardId(), HashKeyCycle.middle(shard).add(BigInteger.ONE));
        }
        stream.control().awaitActive(new PatientCalls(new StopSignal()).within(Duration.ofSeconds(10)));
    }

    /** Every shard to its end or its tip, children after a parent. */
    private static List<StreamEvent> read(SdkStream stream) {
        var decoder = new EventDecoder();
        var events = new ArrayList<StreamEvent>();
        var known = new HashSet<String>();
        var readers = new ArrayDeque<ShardReader>();
        stream.shards().stream()
                .filter(shard -> shard.parents().isEmpty())
                .filter(shard -> known.add(shard.shardId()))
                .forEach(shard -> readers.add(reader(stream, shard.shardId())));
        while (!readers.isEmpty()) {
            var reader = readers.remove();
            var page = reader.poll(new StopSignal());
            for (var record : page.records()) {
                var decoded = decoder.decode(record.data(), record.arrivedAt().toEpochMilli());
                events.add(((Decoded.Event) decoded).event());
            }
            if (page.to().isShardEnd()) {
                page.children().stream()
                        .filter(child -> known.add(child.shardId()))
                        .forEach(child -> readers.add(reader(stream, child.shardId())));
            } else if (page.millisBehindLatest() > 0 || !page.records().isEmpty()) {
                readers.add(reader);
            }
        }
        return events;
    }

    private static ShardReader reader(SdkStream stream, String shardId) {
        return new ShardReader(stream, shardId, 5, Time.system(), new Random(1));
    }

    private static SdkStream open(LocalKinesis kinesis) {
        var options = new StreamOptions();
        var command = new CommandLine(CommandLine.Model.CommandSpec.create().addMixin("stream", spec(options)));
        command.parseArgs("--endpoint-url", kinesis.endpoint().toString());
        return options.open();
    }

    private static CommandLine.Model.CommandSpec spec(StreamOptions options) {
        return CommandLine.Model.CommandSpec.forAnnotatedObject(options);
    }
}
