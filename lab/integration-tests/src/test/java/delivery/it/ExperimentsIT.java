package delivery.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The script and two experiments in their short form; the others are for people. */
@Timeout(180)
class ExperimentsIT {
    @Test
    void putsThatAreStoredAndNeverAnsweredAreInTheStreamTwiceAndCountedOnce() {
        try (var experiment = Scripts.start(Map.of(), "experiment.sh", "put-timeout", "--short")) {
            assertThat(experiment.awaitExit(Scripts.LONG))
                    .as(experiment.stdout() + experiment.stderr())
                    .isZero();
            assertThat(experiment.stdout())
                    .contains("so the test bites")
                    .contains("missing 0, counted twice 0")
                    .doesNotContain("FAILED");
        }
    }

    @Test
    void splitsMergesAndScalingsUnderLoadLoseNothingAndCountNothingTwice() {
        try (var experiment = Scripts.start(Map.of(), "experiment.sh", "churn", "--short", "--seed", "3")) {
            assertThat(experiment.awaitExit(Scripts.LONG))
                    .as(experiment.stdout() + experiment.stderr())
                    .isZero();
            assertThat(experiment.stdout())
                    .contains("operation 6, ", "every key of the stream was read again", "missing 0, counted twice 0")
                    .doesNotContain("FAILED");
        }
    }

    @Test
    void anExperimentThatIsNotThereIsAnsweredWithThoseThatAre() {
        try (var experiment = Scripts.start(Map.of(), "experiment.sh", "put-timeuot")) {
            assertThat(experiment.awaitExit()).isEqualTo(2);
            assertThat(experiment.stderr()).contains("'put-timeuot' is none of routing, capacity");
        }
    }
}
