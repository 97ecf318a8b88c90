package delivery.lab.judge;

import static org.assertj.core.api.Assertions.assertThat;

import delivery.lab.judge.Evidence.Stage;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.junit.jupiter.api.Test;

class JudgeTest {
    private static final long ARRIVED = 10_000;

    private final Judge judge = new Judge();

    @Test
    void aCopyInWhateverShardIsADuplicateAndNoSecondEvent() {
        assertThat(add("a", event("order_created", "x", 1, "x-1", 9_000))).isTrue();
        assertThat(add("b", event("order_created", "x", 1, "x-1", 9_000))).isFalse();
        assertThat(judge.events()).isEqualTo(1);
        assertThat(judge.duplicates()).isEqualTo(1);
        assertThat(judge.price(Stage.created)).isEqualTo(250);
        assertThat(judge.conflicts()).isZero();
    }

    @Test
    void whatIsAcknowledgedAndNotThereIsLostWhateverElseIs() {
        add("a", event("order_created", "x", 1, "x-1", 9_000));
        add("a", event("order_created", "x", 4, "x-4", 9_000));
        add("b", "{\"type\":\"source_progress\",\"source\":\"x\",\"acknowledged\":3,\"closed\":true}");
        assertThat(judge.lost()).isEqualTo(2);
        assertThat(judge.sources().get("x").isClosed()).isTrue();
        assertThat(judge.control()).isEqualTo(1);
    }

    @Test
    void twoDriversOfOneOrderAreNoCopy() {
        add("a", event("order_assigned", "x", 1, "o-1", 9_000));
        add("b", event("order_assigned", "y", 1, "o-1", 9_000));
        assertThat(judge.twice(Stage.assigned)).containsExactly("o-1");
        assertThat(judge.conflicts()).isEqualTo(1);
    }

    @Test
    void anEventOfTheSameIdentityThatSaysSomethingElseIsNoCopy() {
        add("a", event("order_completed", "x", 1, "o-1", 9_000));
        add("b", event("order_completed", "x", 1, "o-1", 9_001));
        assertThat(judge.twice(Stage.completed)).containsExactly("o-1");
    }

    @Test
    void anOrderThatAnEarlierDriverProcessTookAndNobodyDeliveredIsStuck() {
        add("a", event("order_assigned", "early", 1, "o-1", 9_000));
        add("a", event("order_assigned", "last", 1, "o-2", 9_000));
        add("a", event("order_assigned", "early", 2, "o-3", 9_000));
        add("a", event("order_completed", "last", 2, "o-3", 9_000));
        assertThat(judge.stuck("last")).isEqualTo(1);
    }

    @Test
    void whatIsNoneOfOurEventsOrHappensInTheFutureIsRejected() {
        add("a", "nonsense");
        add("a", "{}");
        add("a", "{\"type\":\"nonsense\",\"source\":\"x\",\"n\":1}");
        add("a", "{\"type\":\"order_created\",\"source\":\"x\",\"n\":\"1\"}");
        add("a", event("order_created", "x", 1, "x-1", 9_000) + "more");
        add("a", event("order_created", "x", 1, "x-1", ARRIVED + 5_001));
        assertThat(judge.rejected()).isEqualTo(6);
        assertThat(add("a", event("order_created", "x", 1, "x-1", ARRIVED + 5_000)))
                .isTrue();
        assertThat(judge.records()).isEqualTo(7);
    }

    private boolean add(String shard, String json) {
        return judge.add(shard, Evidence.of(json.getBytes(StandardCharsets.UTF_8), ARRIVED));
    }

    private static String event(String type, String source, int n, String order, long at) {
        return String.format(
                Locale.ROOT,
                "{\"type\":\"%s\",\"source\":\"%s\",\"n\":%d,\"orderId\":\"%s\",\"price\":250,\"%s\":%d}",
                type,
                source,
                n,
                order,
                type.replace("order_", ""),
                at);
    }
}
