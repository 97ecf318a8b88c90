package delivery.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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

    /** Not by its script, which has an exit code of its own for Ctrl-C: as a container stops it. */
    @ParameterizedTest
    @ValueSource(strings = {"chaos", "experiment churn"})
    void whatIsStoppedBeforeItHasJudgedDoesNotEndAsIfAllWereWell(String words) {
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-jar",
                Started.ROOT.resolve("lab/experiments/target/experiments.jar").toString()));
        command.addAll(List.of(words.split(" ")));
        try (var program = Started.command("lab", Started.ROOT, Map.of(), command)) {
            program.awaitOutput(".");
            program.signal("TERM");
            assertThat(program.awaitExit(Scripts.LONG)).as(program.stderr()).isEqualTo(130);
            assertThat(program.lastLine()).startsWith("error: stopped before the end");
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
