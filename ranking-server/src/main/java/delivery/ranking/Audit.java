package delivery.ranking;

import delivery.model.OrderEvent;
import delivery.protocol.Message.ProgressRecord;
import delivery.ranking.RankingPicture.SourcePicture;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What each source put on the stream, against what has come. */
final class Audit {
    /**
     * How much further than a source's word every shard must have been read. An event reached its shard before the
     * word reached another, but each shard's machine stamps the time by its own clock.
     */
    static final long SLACK_MILLIS = 1_000;

    private final Map<String, SourceAudit> sources = new HashMap<>();
    private long conflicts;

    /** @param applied whether the event counted in the ranking */
    void see(OrderEvent event, boolean applied) {
        var isNew = of(event.source()).see(event.number());
        // A copy has the number of its original. One that did not count although its number is new was produced again.
        if (isNew != applied) {
            conflicts++;
        }
    }

    void hear(ProgressRecord word) {
        of(word.progress().source()).hear(word.progress(), word.arrivedAtMillis());
    }

    private SourceAudit of(String source) {
        return sources.computeIfAbsent(source, SourceAudit::new);
    }

    /** Every shard has been read past this moment of the stream's clock. */
    void settle(long readThroughMillis) {
        var passed = Math.max(readThroughMillis, 0) - SLACK_MILLIS;
        sources.values().forEach(source -> source.settle(passed));
    }

    List<SourcePicture> picture() {
        return sources.values().stream()
                .map(SourceAudit::picture)
                .sorted(Comparator.comparing(SourcePicture::source))
                .toList();
    }

    long conflicts() {
        return conflicts;
    }
}
