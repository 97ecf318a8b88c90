package delivery.kinesis;

import delivery.app.FakeTime;
import delivery.app.Time;
import delivery.localkinesis.engine.Engine;
import delivery.localkinesis.engine.EngineOptions;
import delivery.model.Position;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** A stream on an engine of its own, which fails as told, with a look at what is on it. */
public final class TestStream {
    public static final String NAME = "TestStream";

    public final Engine engine;
    public final FaultyStream port;

    public TestStream(Time clock, int shards, boolean limits) {
        var options = EngineOptions.DEFAULT.withTransition(Duration.ZERO).withLimits(limits);
        engine = new Engine(clock, new Random(1), options);
        engine.createActiveStream(NAME, shards);
        port = new FaultyStream(new EngineStream(engine, NAME));
    }

    public static TestStream unlimited(FakeTime time, int shards) {
        return new TestStream(time, shards, false);
    }

    /** The data of every record, as text. */
    public List<String> texts() {
        var texts = new ArrayList<String>();
        byShard().values().forEach(texts::addAll);
        return texts;
    }

    public Map<String, Integer> counts() {
        var counts = new HashMap<String, Integer>();
        byShard().forEach((shard, texts) -> counts.put(shard, texts.size()));
        return counts;
    }

    /** Reads by the engine's own quota-free stream, so that tests of readers are not disturbed. */
    private Map<String, List<String>> byShard() {
        var stream = new EngineStream(engine, NAME);
        var found = new HashMap<String, List<String>>();
        for (var shard : stream.shards()) {
            var texts = found.computeIfAbsent(shard.shardId(), id -> new ArrayList<>());
            var iterator = stream.iterator(shard.shardId(), Position.TRIM_HORIZON);
            RecordPage page;
            do {
                page = stream.read(iterator, KinesisLimits.PAGE_RECORDS);
                page.records().forEach(r -> texts.add(new String(r.data(), StandardCharsets.UTF_8)));
                iterator = page.nextIterator();
            } while (iterator != null && page.millisBehindLatest() > 0);
        }
        return found;
    }
}
