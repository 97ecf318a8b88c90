package delivery.admin.audit;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Whether a run has ended, which only he knows who asks: every source has closed, and every shard has been read past the
 * moment of the question. Else there may be a source of which nothing has been read yet.
 */
final class RunEnd {
    /** How much the clocks of two shards' machines may differ. */
    private static final Duration SLACK = Duration.ofSeconds(1);

    /** When the server gave its first answer, by the stream's clock as it knew it; null before. */
    private @Nullable Instant askedAt;

    /** What is still to come; none if it has ended. */
    List<String> open(JsonNode ranking) {
        var audit = ranking.path("audit");
        var streamTime = instant(audit.path("streamTime"));
        askedAt = askedAt == null ? streamTime : askedAt;
        var open = new ArrayList<String>();
        for (var source : audit.path("sources")) {
            var isStranger = source.path("state").asText().equals("stranger");
            if (!isStranger && !source.path("closed").asBoolean()) {
                open.add("source " + source.path("source").asText() + " has not closed");
            }
        }
        var readThrough = instant(audit.path("readThrough"));
        if (askedAt == null || readThrough == null || readThrough.isBefore(askedAt.plus(SLACK))) {
            open.add("not all shards have been read past the moment of the question");
        }
        return open;
    }

    private static @Nullable Instant instant(JsonNode text) {
        return text.isTextual() ? Instant.parse(text.asText()) : null;
    }
}
