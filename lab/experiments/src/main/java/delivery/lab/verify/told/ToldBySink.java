package delivery.lab.verify.told;

import delivery.localkinesis.api.IteratorType;
import delivery.localkinesis.api.ShardDescription;
import delivery.localkinesis.api.ShardFilter;
import delivery.localkinesis.engine.Engine;
import delivery.localkinesis.scenario.RecordNumbers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.regex.MatchResult;

/** A second stream, whose records have the ids in them, each once. One thread's. */
public final class ToldBySink {
    /** Five reads a second and shard are allowed. */
    private static final Duration PACE = Duration.ofMillis(250);

    private final Engine engine;
    private final BiConsumer<String, String> told;
    private final Map<String, String> iterators = new HashMap<>();
    private Duration next = Duration.ZERO;

    /** @param told takes an id, and the shard that it was in: only in one is there an order */
    public ToldBySink(Engine engine, String stream, BiConsumer<String, String> told) {
        this.engine = engine;
        this.told = told;
        engine.listShards(stream, ShardFilter.ALL, null, 1_000).shards().stream()
                .map(ShardDescription::shardId)
                .forEach(shard -> iterators.put(
                        shard, engine.getShardIterator(stream, shard, IteratorType.TRIM_HORIZON, null, null)));
    }

    public void look() {
        var now = Duration.ofMillis(engine.clock().millis());
        if (now.compareTo(next) >= 0) {
            next = now.plus(PACE);
            readAll();
        }
    }

    private void readAll() {
        iterators.replaceAll((shard, iterator) -> {
            var page = engine.getRecords(iterator);
            for (var record : page.records()) {
                RecordNumbers.ID
                        .matcher(new String(record.data(), StandardCharsets.ISO_8859_1))
                        .results()
                        .map(MatchResult::group)
                        .distinct()
                        .forEach(id -> told.accept(id, shard));
            }
            return page.nextShardIterator();
        });
    }
}
