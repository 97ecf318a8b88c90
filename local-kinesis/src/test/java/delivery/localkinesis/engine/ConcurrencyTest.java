package delivery.localkinesis.engine;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import delivery.localkinesis.api.IteratorType;
import delivery.localkinesis.api.NewRecord;
import java.math.BigInteger;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ConcurrencyTest {
    private static final int PUTTERS = 4;
    private static final int PUTS = 20_000;

    private final Engine engine = new Engine(
            InstantSource.system(),
            new Random(1),
            EngineOptions.DEFAULT.withLimits(false).withTransition(Duration.ZERO));

    @Test
    void everyRecordIsReadOnceInItsOrderWhileOthersPutAndShardsAreSplit() throws Exception {
        engine.createActiveStream("s", 1);
        var stored = ConcurrentHashMap.<String>newKeySet();
        var done = new AtomicBoolean();
        var threads = Executors.newFixedThreadPool(PUTTERS + 2);
        try {
            var putters = new ArrayList<Callable<Void>>();
            for (int i = 0; i < PUTTERS; i++) {
                var putter = i;
                putters.add(() -> put(putter, stored));
            }
            putters.add(this::reshard);
            var reading = threads.submit(() -> readAll(done));
            for (var putting : threads.invokeAll(putters)) {
                putting.get();
            }
            done.set(true);
            var read = reading.get();
            assertThat(read).hasSize(PUTTERS * PUTS).doesNotHaveDuplicates();
            assertThat(new HashSet<>(read)).isEqualTo(stored);
        } finally {
            threads.shutdownNow();
        }
    }

    private Void put(int putter, Set<String> stored) {
        for (int i = 0; i < PUTS; i += 10) {
            var entries = new ArrayList<NewRecord>();
            for (int j = i; j < i + 10; j++) {
                entries.add(new NewRecord((putter + "/" + j).getBytes(UTF_8), "key " + j));
            }
            var results = engine.putRecords("s", entries).records();
            for (int j = 0; j < 10; j++) {
                stored.add(results.get(j).shardId() + " " + results.get(j).sequenceNumber() + " " + putter + "/"
                        + (i + j));
            }
        }
        return null;
    }

    /** Splits and merges while the others put: 0 -> 1, 2 -> 3 -> 4, 5 -> ... */
    private Void reshard() {
        var middle = BigInteger.TWO.pow(127).toString();
        for (int parent = 0; parent < 30; parent += 3) {
            engine.splitShard("s", Engines.id(parent), middle);
            engine.mergeShards("s", Engines.id(parent + 1), Engines.id(parent + 2));
        }
        return null;
    }

    /** Every shard from its horizon, parents before children, to the end of all closed ones and the tip of the open. */
    private List<String> readAll(AtomicBoolean done) {
        var read = new ArrayList<String>();
        var shard = 0;
        while (shard < engine.describeStream("s", null, 1_000).shards().size()) {
            var iterator = engine.getShardIterator("s", Engines.id(shard), IteratorType.TRIM_HORIZON, null, null);
            var last = BigInteger.ZERO;
            while (iterator != null) {
                var wasDone = done.get();
                var page = engine.getRecords(iterator, 777);
                for (var record : page.records()) {
                    var number = new BigInteger(record.sequenceNumber());
                    assertThat(number).isGreaterThan(last);
                    last = number;
                    read.add(Engines.id(shard) + " " + number + " " + new String(record.data(), UTF_8));
                }
                iterator = page.nextShardIterator();
                assertThat(page.childShards().isEmpty()).isEqualTo(iterator != null);
                if (wasDone && page.records().isEmpty()) {
                    break;
                }
            }
            shard++;
        }
        return read;
    }
}
