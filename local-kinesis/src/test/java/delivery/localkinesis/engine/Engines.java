package delivery.localkinesis.engine;

import static java.nio.charset.StandardCharsets.UTF_8;

import delivery.app.FakeTime;
import delivery.localkinesis.api.GetRecordsResult;
import delivery.localkinesis.api.IteratorType;
import delivery.localkinesis.api.NewRecord;
import delivery.localkinesis.api.PutRecordResult;
import delivery.localkinesis.api.ShardDescription;
import delivery.localkinesis.api.ShardFilter;
import delivery.localkinesis.shard.ShardIds;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** An engine on a fake clock with one ACTIVE stream, and short words for what tests do to it. */
public final class Engines {
    public static final String STREAM = "orders";

    public final FakeTime time = new FakeTime();
    public final Engine engine;

    Engines(EngineOptions options, int shards) {
        engine = new Engine(time, time::elapsed, new Random(7), options);
        engine.createActiveStream(STREAM, shards);
    }

    public static Engines withLimits(int shards) {
        return new Engines(EngineOptions.DEFAULT.withTransition(Duration.ZERO), shards);
    }

    public static Engines withoutLimits(int shards) {
        return new Engines(EngineOptions.DEFAULT.withTransition(Duration.ZERO).withLimits(false), shards);
    }

    public PutRecordResult put(String data) {
        return engine.putRecord(STREAM, entry(data));
    }

    public PutRecordResult put(String data, String explicitHashKey) {
        return engine.putRecord(STREAM, new NewRecord(data.getBytes(UTF_8), "key", explicitHashKey));
    }

    public String iterator(int shard, IteratorType type) {
        return engine.getShardIterator(STREAM, id(shard), type, null, null);
    }

    public String iterator(int shard, IteratorType type, String sequenceNumber) {
        return engine.getShardIterator(STREAM, id(shard), type, sequenceNumber, null);
    }

    /** The data of one page. */
    public List<String> page(String iterator) {
        return texts(engine.getRecords(iterator));
    }

    /** The data from trim horizon to what is the end now. */
    public List<String> all(int shard) {
        return page(iterator(shard, IteratorType.TRIM_HORIZON));
    }

    public List<ShardDescription> shards(ShardFilter filter) {
        return engine.listShards(STREAM, filter, null, 1_000).shards();
    }

    List<Integer> indexes(ShardFilter filter) {
        return shards(filter).stream()
                .map(shard -> ShardIds.index(shard.shardId()))
                .toList();
    }

    public static List<String> texts(GetRecordsResult page) {
        var texts = new ArrayList<String>();
        page.records().forEach(record -> texts.add(new String(record.data(), UTF_8)));
        return texts;
    }

    public static NewRecord entry(String data) {
        return new NewRecord(data.getBytes(UTF_8), "key");
    }

    static NewRecord entryOf(int bytes) {
        return new NewRecord(new byte[bytes - 1], "k");
    }

    public static String id(int shard) {
        return ShardIds.format(shard);
    }
}
