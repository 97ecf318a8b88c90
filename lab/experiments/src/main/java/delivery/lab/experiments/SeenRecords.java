package delivery.lab.experiments;

import com.fasterxml.jackson.databind.JsonNode;
import delivery.lab.judge.Evidence;
import delivery.lab.judge.Evidence.Event;
import delivery.lab.judge.Evidence.Stage;
import delivery.lab.judge.Judge;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What one reader of all shards met on the stream, in the order in which it met it: {@code stream-admin tail --json}. */
final class SeenRecords {
    private final Judge judge = new Judge();
    private final List<Long> delays = new ArrayList<>();
    private final Map<String, Stage> stages = new HashMap<>();
    private long outOfOrder;

    static SeenRecords of(String ndjson) {
        var seen = new SeenRecords();
        // The last line may still be being written.
        ndjson.substring(0, ndjson.lastIndexOf('\n') + 1).lines().forEach(line -> seen.add(Lab.json(line)));
        return seen;
    }

    private void add(JsonNode record) {
        var arrivedAt = Instant.parse(record.path("arrivedAt").asText()).toEpochMilli();
        var evidence = Evidence.of(record.path("event"), arrivedAt);
        if (!judge.add(record.path("shardId").asText(), evidence) || !(evidence instanceof Event event)) {
            return;
        }
        var latest = stages.merge(event.orderId(), event.stage(), (a, b) -> a.compareTo(b) > 0 ? a : b);
        if (latest != event.stage()) {
            outOfOrder++;
        }
        if (event.stage() == Stage.created) {
            delays.add(arrivedAt - event.atMillis());
        }
    }

    /** Sources that have said that they are through. */
    long closedSources() {
        return judge.sources().values().stream()
                .filter(Judge.SourceFacts::isClosed)
                .count();
    }

    Map<String, Long> recordsPerShard() {
        return judge.recordsByShard();
    }

    /** Acknowledged and not there. */
    long missing() {
        return judge.lost();
    }

    /** Events that came after a later one of the same order. */
    long outOfOrder() {
        return outOfOrder;
    }

    /** Milliseconds from an order's making to its arrival on the stream; such a share of them took no longer. */
    long delayMillis(double share) {
        var sorted = delays.stream().sorted().toList();
        return sorted.isEmpty() ? 0 : sorted.get((int) Math.min(sorted.size() - 1, Math.floor(share * sorted.size())));
    }
}
