package delivery.localkinesis.api;

import static delivery.localkinesis.api.BillingCommitment.Status.DISABLED;
import static delivery.localkinesis.api.BillingCommitment.Status.ENABLED;
import static delivery.localkinesis.api.BillingCommitment.Status.ENABLED_UNTIL_EARLIEST_ALLOWED_END;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class BillingCommitmentTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final Instant A_DAY_LATER = START.plus(Duration.ofDays(1));

    private final BillingCommitment begun = BillingCommitment.NONE.enabled(START);

    @Test
    void itGoesOnUntilItIsEnded() {
        assertThat(begun.at(START.plus(Duration.ofDays(400))).status()).isEqualTo(ENABLED);
        assertThat(begun.enabled(A_DAY_LATER)).isEqualTo(begun);
    }

    @Test
    void endedTooEarlyItEndsAfterADay() {
        var ending = begun.disabled(START.plusSeconds(1));
        assertThat(ending.status()).isEqualTo(ENABLED_UNTIL_EARLIEST_ALLOWED_END);
        assertThat(ending.at(A_DAY_LATER.minusSeconds(1))).isEqualTo(ending);
        assertThat(ending.at(A_DAY_LATER).status()).isEqualTo(DISABLED);
        assertThat(ending.disabled(A_DAY_LATER).endedAt()).isEqualTo(A_DAY_LATER);
    }

    @Test
    void endedLaterItEndsAtOnce() {
        var ended = begun.disabled(A_DAY_LATER.plusSeconds(5));
        assertThat(ended.status()).isEqualTo(DISABLED);
        assertThat(ended.endedAt()).isEqualTo(A_DAY_LATER.plusSeconds(5));
    }

    @Test
    void whoThinksBetterOfItGoesOn() {
        var again = begun.disabled(START.plusSeconds(1)).enabled(START.plusSeconds(2));
        assertThat(again).isEqualTo(begun);
    }

    @Test
    void nothingCannotBeEnded() {
        assertThat(BillingCommitment.NONE.disabled(START)).isEqualTo(BillingCommitment.NONE);
    }
}
