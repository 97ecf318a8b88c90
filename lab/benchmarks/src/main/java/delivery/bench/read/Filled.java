package delivery.bench.read;

import delivery.bench.compare.Bench;
import delivery.kinesis.PutEntry;
import delivery.kinesis.PutResult;
import delivery.kinesis.aws.SdkStream;
import delivery.lab.launcher.Program;
import delivery.lab.launcher.Suite;
import delivery.lab.launcher.Wiring;
import delivery.model.EventEncoder;
import delivery.model.OrderCreated;
import delivery.model.OrderId;
import delivery.model.RecordAggregate;
import delivery.model.Region;
import java.math.BigInteger;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A local-kinesis without quotas, in which events wait on as many shards. Until it is closed. */
final class Filled implements AutoCloseable {
    private static final int BATCH = 490;
    private static final int AGGREGATED = 49;

    private final int shards;
    private final int events;
    private final Suite suite;
    private final Program kinesis;

    private Filled(Bench bench, int shards, int events) {
        this.shards = shards;
        this.events = events;
        suite = new Suite(bench.launcher(), Suite.STREAM, Wiring.DIRECT);
        var words = "-Xmx2g -jar " + bench.launcher().jarOf("local-kinesis")
                + " --port 0 --no-limits --retain 2g --stream " + Suite.STREAM + ":" + shards;
        var command = new ArrayList<>(List.of(Bench.JAVA));
        command.addAll(List.of(words.split(" ")));
        kinesis = bench.launcher().command("local-kinesis", bench.launcher().root(), Map.of(), command);
        suite.useKinesis(URI.create(kinesis.awaitLine("listening on").replaceAll(".* ", "")));
    }

    static Filled plain(Bench bench, int shards, int events) {
        var filled = new Filled(bench, shards, events);
        filled.fill(false);
        return filled;
    }

    /** As KPL does it, 49 to a record. */
    static Filled aggregated(Bench bench, int shards, int events) {
        var filled = new Filled(bench, shards, events);
        filled.fill(true);
        return filled;
    }

    Suite suite() {
        return suite;
    }

    int events() {
        return events;
    }

    private void fill(boolean aggregate) {
        try (var stream = suite.openStream()) {
            var entries = new ArrayList<PutEntry>();
            for (var n = 1; n <= events; n += aggregate ? AGGREGATED : 1) {
                entries.add(aggregate ? aggregated(n) : entry(n));
                if (entries.size() == BATCH) {
                    put(stream, entries);
                }
            }
            put(stream, entries);
        }
    }

    /** The next of a source; its number goes on from the events that were filled in. */
    void put(SdkStream stream, int number) {
        put(stream, new ArrayList<>(List.of(entry(number))));
    }

    private static void put(SdkStream stream, List<PutEntry> entries) {
        if (!entries.isEmpty() && !stream.put(entries).stream().allMatch(PutResult.Stored.class::isInstance)) {
            throw new IllegalStateException("not all of it was stored");
        }
        entries.clear();
    }

    private static OrderCreated order(int n) {
        var pickUp = Region.of(n % Region.COUNT);
        var dropOff = Region.of((n + 1) % Region.COUNT);
        return new OrderCreated(new OrderId("bench123", n), pickUp, dropOff, 500, 60, System.currentTimeMillis());
    }

    private String hashKey(int n) {
        var shard = BigInteger.valueOf(n % shards);
        return BigInteger.ONE
                .shiftLeft(128)
                .divide(BigInteger.valueOf(shards))
                .multiply(shard)
                .add(BigInteger.TEN)
                .toString();
    }

    private PutEntry entry(int n) {
        var order = order(n);
        return new PutEntry(new EventEncoder().encode(order), order.orderId().toString(), hashKey(n));
    }

    private PutEntry aggregated(int first) {
        var hashKey = hashKey(first / AGGREGATED);
        var aggregate = new RecordAggregate(hashKey);
        for (var n = first; n < first + AGGREGATED && n <= events; n++) {
            var order = order(n);
            aggregate.add(
                    order.orderId().toString().getBytes(StandardCharsets.UTF_8), new EventEncoder().encode(order));
        }
        return new PutEntry(aggregate.toBytes(), "bench123-" + first, hashKey);
    }

    @Override
    public void close() {
        kinesis.kill();
    }
}
