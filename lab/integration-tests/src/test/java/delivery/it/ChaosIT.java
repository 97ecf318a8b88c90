package delivery.it;

import static org.assertj.core.api.Assertions.assertThat;

import delivery.lab.launcher.OwnClock;
import delivery.lab.launcher.Program;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A few kills of each kind; {@code scripts/chaos.sh} does hundreds. */
@Timeout(360)
class ChaosIT {
    private static final Duration A_SLOW_MACHINE = Duration.ofSeconds(300);

    @Test
    void killsUnderLoadWithFaultsOfTheStreamLoseNothingAndCountNothingTwice() {
        try (var chaos = chaos("ChaosKills", "--kills", "8", "--seed", "4", "--shards", "3", "--zombies", "1")) {
            assertThat(chaos.awaitExit(A_SLOW_MACHINE)).as(chaos.stderr()).isZero();
            assertThat(chaos.stdout())
                    .containsPattern("server +2 +2 ")
                    .containsPattern("consumer +2 +2 ")
                    .containsPattern("producer +2 +2 ")
                    .containsPattern("driver +2 +2 ")
                    .contains(
                            "lost 0 ",
                            "counted twice 0",
                            "consumers stopped, replaced and woken 1, of them fenced and ended 1")
                    .containsPattern("events \\+ [1-9][0-9]* duplicates");
        }
        assertThat(Scripts.survivors("ChaosKills")).isEmpty();
    }

    @Test
    void aPowerCutOfAllButTheStreamLosesNothing() {
        try (var chaos = chaos("ChaosPowerCut", "--kills", "1", "--targets", "all", "--shards", "3")) {
            assertThat(chaos.awaitExit(A_SLOW_MACHINE)).as(chaos.stderr()).isZero();
            assertThat(chaos.stdout()).containsPattern("all +1 +1 ").contains("lost 0 ", "counted twice 0");
        }
    }

    /** Without a C compiler the clocks stay as they are. */
    @Test
    void clocksThatAreSetPipesThatNobodyReadsAndSlowLinesStopNobodyAndLoseNothing() {
        var targets = OwnClock.isPossible() ? "clock,pipe,line" : "pipe,line";
        try (var chaos = chaos(
                "ChaosTroubles",
                "--kills",
                "9",
                "--seed",
                "3",
                "--shards",
                "3",
                "--targets",
                targets,
                "--trouble",
                "5s")) {
            assertThat(chaos.awaitExit(A_SLOW_MACHINE)).as(chaos.stderr()).isZero();
            assertThat(chaos.stdout())
                    .containsPattern("pipe +[1-9]")
                    .containsPattern("line +[1-9]")
                    .contains("lost 0 ", "counted twice 0");
        }
        assertThat(Scripts.survivors("ChaosTroubles")).isEmpty();
    }

    @Test
    void controlCEndsItWithAllThatItHasStarted() {
        try (var chaos = chaos("ChaosStopped", "--kills", "1000")) {
            chaos.awaitLog(" strikes, ");
            chaos.signal("INT");
            // Nothing is judged then, so that 0 would say too much.
            assertThat(chaos.awaitExit(A_SLOW_MACHINE)).isEqualTo(130);
            assertThat(chaos.stderr()).contains("nothing is judged");
        }
        assertThat(Scripts.survivors("ChaosStopped")).isEmpty();
    }

    private static Program chaos(String stream, String... flags) {
        var all = new ArrayList<>(List.of("--stream-name", stream));
        all.addAll(List.of(flags));
        return Scripts.start(Map.of(), "chaos.sh", all.toArray(String[]::new));
    }
}
