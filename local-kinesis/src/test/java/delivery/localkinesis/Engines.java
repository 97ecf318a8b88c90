package delivery.localkinesis;

import static java.nio.charset.StandardCharsets.UTF_8;

import delivery.app.FakeTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** An engine on a fake clock with one ACTIVE stream, and short words for what tests do to it. */
final class Engines {
    static final String STREAM = "orders";

    final FakeTime time = new FakeTime();
    final Engine engine;

    Engines(EngineOptions options, int shards) {
        engine = new Engine(time, time::elapsed, new Random(7), options);
        engine.createActiveStream(STREAM, shards);
    }

    static Engines withLimits(int shards) {
        return new Engines(EngineOptions.DEFAULT.withTransition(Duration.ZERO), shards);
    }

    static Engines withoutLimits(int shards) {
        return new Engines(EngineOptions.DEFAULT.withTransition(Duration.ZERO).withLimits(false), shards);
    }

    PutRecordResult put(String data) {
        return engine.putRecord(STREAM, entry(data));
    }

    PutRecordResult put(String data, String explicitHashKey) {
        return engine.putRecord(STREAM, new PutEntry(data.getBytes(UTF_8), "key", explicitHashKey));
    }

    String iterator(int shard, IteratorType type) {
        return engine.getShardIterator(STREAM, id(shard), type, null, null);
    }

    String iterator(int shard, IteratorType type, String sequenceNumber) {
        return engine.getShardIterator(STREAM, id(shard), type, sequenceNumber, null);
    }

    /** The data of one page. */
    List<String> page(String iterator) {
        return texts(engine.getRecords(iterator));
    }

    /** The data from trim horizon to what is the end now. */
    List<String> all(int shard) {
        return page(iterator(shard, IteratorType.TRIM_HORIZON));
    }

    List<ShardDescription> shards(ShardFilter filter) {
        return engine.listShards(STREAM, filter, null, 1_000).shards();
    }

    List<Integer> indexes(ShardFilter filter) {
        return shards(filter).stream()
                .map(shard -> ShardIds.index(shard.shardId()))
                .toList();
    }

    static List<String> texts(GetRecordsResult page) {
        var texts = new ArrayList<String>();
        page.records().forEach(record -> texts.add(new String(record.data(), UTF_8)));
        return texts;
    }

    static PutEntry entry(String data) {
        return new PutEntry(data.getBytes(UTF_8), "key");
    }

    static PutEntry entryOf(int bytes) {
        return new PutEntry(new byte[bytes - 1], "k");
    }

    static String id(int shard) {
        return ShardIds.format(shard);
    }
}
