package delivery.ranking.state;

import static org.assertj.core.api.Assertions.assertThat;

import delivery.model.Events;
import delivery.model.SourceProgress;
import delivery.protocol.Message.ProgressRecord;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SourcesTest {
    private static final long T = Events.START_MILLIS;

    private final Sources sources = new Sources(Sources.Image.EMPTY);

    /** Its sums would say that nothing of it is missing, and what would tell otherwise had gone with it. */
    @Test
    void aSourceIsNotForgottenWhileAWordOfItIsPending() {
        sources.hear(new ProgressRecord(Events.progress(Events.PRODUCER, 3), T));
        sources.forgetIdleSince(T + 1);
        assertThat(sources.picture(0)).hasSize(1);
        assertThat(sources.forgotten().sources()).isZero();
        sources.settle(T + Sources.SLACK_MILLIS);
        sources.forgetIdleSince(T + 1);
        assertThat(sources.picture(0)).isEmpty();
        assertThat(sources.forgotten().missing()).isEqualTo(3);
    }

    @Test
    void aSourceIsRememberedToBeThrottledForTheNewestShardsOnly() {
        for (var shard = 0; shard < 1_000; shard++) {
            var id = String.format(Locale.ROOT, "shardId-%012d", shard);
            sources.hear(new ProgressRecord(new SourceProgress(Events.PRODUCER, 0, false, T, Map.of(id, 1L)), T));
        }
        assertThat(sources.throttled())
                .hasSize(SourceLedger.MAX_THROTTLED)
                .containsEntry("shardId-000000000999", 1L)
                .doesNotContainKey("shardId-000000000000");
    }
}
