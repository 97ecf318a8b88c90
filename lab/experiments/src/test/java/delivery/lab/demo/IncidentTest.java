package delivery.lab.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import delivery.lab.launcher.RankingAnswer;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/** What is told of a harm is what the ranking said, and no more. */
class IncidentTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Predicate<RankingAnswer> ALWAYS = now -> true;

    private final Incident incident = new Incident(1, Harm.KILL_SERVER, answer("exact", "", 0, 0));
    private long now;

    private static RankingAnswer answer(String word, String reason, int missing, int duplicates) {
        try {
            return new RankingAnswer(JSON.readTree(String.format(Locale.ROOT, """
                    {"totals":{"created":{"orders":7},"assigned":{"orders":2},"completed":{"orders":1}},
                     "audit":{"verdict":{"word":"%s","reasons":["%s"]},"missing":%d,"duplicates":%d,
                       "forgotten":{"applied":0,"rejected":0},
                       "sources":[{"source":"aaaa","applied":9,"rejected":0,"state":"producing"},
                                  {"source":"bbbb","applied":0,"rejected":5,"state":"stranger"}]}}
                    """, word, reason, missing, duplicates)));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** As it is looked at, five times a second. */
    private void says(Duration time, Optional<RankingAnswer> answer) {
        for (var end = now + time.toNanos(); now < end; now += 200_000_000) {
            incident.look(answer, now);
        }
    }

    private void says(Duration time, String word, String reason) {
        says(time, Optional.of(answer(word, reason, 0, 12)));
    }

    @Test
    void theWayBackToExactIsToldWithItsTime() {
        incident.over(ALWAYS, now);
        says(Duration.ofSeconds(2), Optional.empty());
        says(Duration.ofSeconds(1), "nothing proved", "nobody reads 2 of 2 shards");
        says(Duration.ofSeconds(1), "catching up", "shardId-1 is 5 s behind");
        says(Duration.ofMillis(200), "exact", "");
        var view = incident.view();
        assertThat(view.state()).isEqualTo(Incident.State.exact);
        assertThat(view.path()).containsExactly("exact", "no answer", "nothing proved", "catching up", "exact");
        assertThat(view.seconds()).isEqualTo(4.0);
        assertThat(view.duplicates()).isEqualTo(12);
    }

    @Test
    void lostAndCountedTwiceAreNotKnownBeforeTheEndAndAreTheAuditsThen() {
        incident.over(ALWAYS, now);
        says(Duration.ofSeconds(1), Optional.empty());
        assertThat(incident.view().lost()).isNull();
        assertThat(incident.view().twice()).isNull();
        says(Duration.ofMillis(200), "exact", "");
        assertThat(incident.view().lost()).as("what strangers put is nobody's").isZero();
        assertThat(incident.view().twice())
                .as("ten in the totals, nine identities")
                .isEqualTo(1);
    }

    @Test
    void aWordOfAMomentIsNotToldNorAreEventsInFlight() {
        incident.over(now -> false, now);
        for (var n = 0; n < 10; n++) {
            says(Duration.ofMillis(200), Optional.empty());
            says(Duration.ofMillis(200), "exact", "");
            says(Duration.ofSeconds(1), "catching up", "3 events in flight");
        }
        assertThat(incident.view().path()).containsExactly("exact");
        assertThat(incident.isOpen()).isTrue();
        says(Duration.ofSeconds(4), "catching up", "3 events in flight");
        assertThat(incident.view().path()).containsExactly("exact", "catching up");
    }

    @Test
    void exactIsNotEnoughWhileWhatWasHurtIsNotAtWork() {
        incident.over(now -> now.audit("duplicates") > 20, now);
        says(Duration.ofSeconds(3), "exact", "");
        assertThat(incident.view().state()).isEqualTo(Incident.State.healing);
        says(Duration.ofMillis(200), Optional.of(answer("exact", "", 0, 21)));
        assertThat(incident.view().state()).isEqualTo(Incident.State.exact);
        assertThat(incident.view().path()).containsExactly("exact");
    }

    @Test
    void aHarmThatLastsIsNotOverHoweverExactAllIs() {
        says(Duration.ofSeconds(5), "exact", "");
        assertThat(incident.view().state()).isEqualTo(Incident.State.hurting);
    }

    @Test
    void aLossIsToldWithItsReasonOnceItStays() {
        incident.over(ALWAYS, now);
        says(Duration.ofSeconds(1), Optional.of(answer("loss", "3 events missing", 3, 0)));
        assertThat(incident.isOpen()).isTrue();
        says(Duration.ofSeconds(2), Optional.of(answer("loss", "3 events missing", 3, 0)));
        assertThat(incident.view().state()).isEqualTo(Incident.State.loss);
        assertThat(incident.view().lost()).isEqualTo(3);
        assertThat(incident.view().note()).isEqualTo("3 events missing");
    }

    @Test
    void whatNeverAnswersAgainIsToldSoAndNothingElse() {
        incident.over(ALWAYS, now);
        says(Duration.ofSeconds(181), Optional.empty());
        var view = incident.view();
        assertThat(view.state()).isEqualTo(Incident.State.late);
        assertThat(view.note()).isEqualTo("the ranking server does not answer");
        assertThat(view.seconds()).isNull();
        assertThat(view.lost()).isNull();
    }
}
