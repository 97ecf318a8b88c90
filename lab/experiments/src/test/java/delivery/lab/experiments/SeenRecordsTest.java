package delivery.lab.experiments;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import org.junit.jupiter.api.Test;

class SeenRecordsTest {
    private final StringBuilder lines = new StringBuilder();
    private int n;

    @Test
    void countsAnEventThatComesAfterALaterOneOfItsOrder() {
        add("a", "order_assigned", "x-1");
        add("b", "order_created", "x-1");
        add("b", "order_created", "x-2");
        add("a", "order_completed", "x-2");
        var seen = SeenRecords.of(lines.toString());
        assertThat(seen.outOfOrder()).isEqualTo(1);
        assertThat(seen.recordsPerShard()).containsEntry("a", 2L).containsEntry("b", 2L);
    }

    @Test
    void whatIsAcknowledgedAndNotThereIsMissingAndACopyIsNoReplacement() {
        add("a", "order_created", "x-1");
        lines.append(lines);
        progress(2, true);
        var seen = SeenRecords.of(lines.toString());
        assertThat(seen.missing()).isEqualTo(1);
        assertThat(seen.closedSources()).isEqualTo(1);
    }

    @Test
    void theDelayIsFromAnOrdersMakingToItsArrival() {
        add("a", "order_created", "x-1");
        add("a", "order_created", "x-2");
        add("a", "order_created", "x-3");
        var seen = SeenRecords.of(lines.toString());
        assertThat(seen.delayMillis(0.5)).isEqualTo(1_000 - 2);
        assertThat(seen.delayMillis(0.99)).isEqualTo(1_000 - 1);
    }

    @Test
    void aLineThatIsStillBeingWrittenIsLeftForTheNextLook() {
        add("a", "order_created", "x-1");
        assertThat(SeenRecords.of(lines + "{\"shardId\":").recordsPerShard()).containsEntry("a", 1L);
    }

    private void add(String shard, String type, String order) {
        n++;
        lines.append(String.format(Locale.ROOT, """
                {"shardId":"%s","arrivedAt":"1970-01-01T00:00:01Z","event":{"type":"%s","source":"x","n":%d,"orderId":"%s","price":100,"created":%d,"assigned":%d,"completed":%d}}
                """, shard, type, n, order, n, n, n));
    }

    private void progress(long acknowledged, boolean closed) {
        lines.append(String.format(Locale.ROOT, """
                {"shardId":"a","arrivedAt":"1970-01-01T00:00:01Z","event":{"type":"source_progress","source":"x","acknowledged":%d,"closed":%b}}
                """, acknowledged, closed));
    }
}
