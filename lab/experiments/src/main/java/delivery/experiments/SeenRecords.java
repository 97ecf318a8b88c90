package delivery.experiments;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** What one reader of all shards met on the stream, in the order in which it met it: {@code stream-admin tail --json}. */
final class SeenRecords {
    private static final List<String> STAGES = List.of("order_created", "order_assigned", "order_completed");

    private final Map<String, Integer> records = new TreeMap<>();
    private final List<Long> delays = new ArrayList<>();
    private final Map<String, Integer> stages = new HashMap<>();
    private final Set<String> events = new HashSet<>();
    private final Map<String, Long> acknowledged = new HashMap<>();
    private final Set<String> closed = new HashSet<>();
    private long outOfOrder;

    static SeenRecords of(String ndjson) {
        var seen = new SeenRecords();
        // The last line may still be being written.
        ndjson.substring(0, ndjson.lastIndexOf('\n') + 1).lines().forEach(line -> seen.add(Lab.json(line)));
        return seen;
    }

    private void add(JsonNode record) {
        records.merge(record.path("shardId").asText(), 1, Integer::sum);
        var event = record.path("event");
        var type = event.path("type").asText();
        var source = event.path("source").asText();
        if (type.equals("source_progress")) {
            acknowledged.merge(source, event.path("acknowledged").asLong(), Math::max);
            if (event.path("closed").asBoolean()) {
                closed.add(source);
            }
            return;
        }
        if (!events.add(source + " " + event.path("n").asLong())) {
            return;
        }
        var stage = STAGES.indexOf(type);
        if (stages.merge(event.path("orderId").asText(), stage, Math::max) > stage) {
            outOfOrder++;
        }
        if (stage == 0) {
            delays.add(Instant.parse(record.path("arrivedAt").asText()).toEpochMilli()
                    - event.path("created").asLong());
        }
    }

    /** Sources that have said that they are through. */
    int closedSources() {
        return closed.size();
    }

    Map<String, Integer> recordsPerShard() {
        return records;
    }

    /** Acknowledged and not there. */
    long missing() {
        return acknowledged.values().stream().mapToLong(Long::longValue).sum() - events.size();
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
