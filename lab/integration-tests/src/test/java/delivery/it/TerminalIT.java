package delivery.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The scripts at a terminal, whose Ctrl-C and whose end reach every process in the foreground at the same time. */
@Timeout(240)
class TerminalIT {
    private static final String RUNS = "created [1-9]";

    @BeforeAll
    static void aTerminalIsThere() {
        assumeTrue(PseudoTerminal.isThere(), "no util-linux script: nothing was tried at a terminal");
    }

    @Test
    void controlCEndsTheDemoWithItsReport() {
        try (var demo = demo("TerminalDemo")) {
            demo.awaitScreen(RUNS);
            demo.controlC();
            assertThat(demo.awaitExit()).as(demo.screen()).isZero();
            assertThat(demo.screen()).contains("audit: ", "records per open shard", "local-kinesis puts=");
        }
        assertThat(Scripts.survivors("TerminalDemo")).isEmpty();
    }

    @Test
    void aSecondControlCEndsTheDemoAtOnceAndLeavesNobodyBehind() {
        try (var demo = demo("TerminalTwice")) {
            demo.awaitScreen(RUNS);
            demo.controlC();
            demo.awaitScreen("Ctrl-C again");
            // Two within a second are one.
            await().pollDelay(Duration.ofMillis(1_500)).until(() -> true);
            demo.controlC();
            // It may have been done by then.
            assertThat(demo.awaitExit()).as(demo.screen()).isIn(130, 0);
        }
        assertThat(Scripts.survivors("TerminalTwice")).isEmpty();
    }

    @Test
    void controlCWhileTheDemoStartsLeavesNobodyBehind() {
        try (var demo = demo("TerminalEarly")) {
            await().atMost(Scripts.LONG)
                    .until(() -> Scripts.survivors("TerminalEarly").stream()
                            .anyMatch(each -> each.contains("ranking-server.jar")));
            demo.controlC();
            assertThat(demo.awaitExit()).as(demo.screen()).isEqualTo(130);
        }
        assertThat(Scripts.survivors("TerminalEarly")).isEmpty();
    }

    @Test
    void aTerminalThatIsClosedEndsTheDemo() {
        try (var demo = demo("TerminalClosed")) {
            demo.awaitScreen(RUNS);
            demo.hangUp();
            PseudoTerminal.awaitNobody("TerminalClosed");
        }
    }

    /** It signals the whole group too, and twice. */
    @Test
    void aTimeLimitEndsTheDemoWithItsReport() {
        var command = new ArrayList<>(List.of("timeout", "--kill-after=90", "25"));
        command.addAll(Scripts.command(
                "demo.sh", "--no-build", "--http-port", "0", "--shards", "2", "--stream-name", "TerminalLimit"));
        try (var demo = Started.command("timeout", Started.ROOT, Map.of("PATH", Scripts.path()), command)) {
            assertThat(demo.awaitExit(Scripts.LONG)).as(demo.stderr()).isEqualTo(124);
            assertThat(demo.stderr()).contains("stopping the producers");
            assertThat(demo.stdout() + demo.stderr()).containsAnyOf("audit: ", "before the first order");
        }
        assertThat(Scripts.survivors("TerminalLimit")).isEmpty();
    }

    @Test
    void controlCEndsAllConsumers(@TempDir Path logs) {
        try (var suite = Started.onLocalKinesis(2)) {
            suite.startServer();
            try (var consumers = PseudoTerminal.start(
                    "consumers.sh",
                    "--no-build",
                    "--log-dir",
                    logs.toString(),
                    "--endpoint-url",
                    suite.endpoint().toString(),
                    "--server",
                    suite.socket())) {
                suite.awaitRanking(ranking -> ranking.shardsWithConsumer() == 2);
                consumers.controlC();
                assertThat(consumers.awaitExit()).as(consumers.screen()).isZero();
            }
            assertThat(Scripts.survivors("--server " + suite.socket())).isEmpty();
        }
    }

    @Test
    void controlCEndsAnExperimentAndAllThatItHasStarted() {
        try (var experiment = PseudoTerminal.start("experiment.sh", "put-timeout", "--short")) {
            experiment.awaitScreen("orders/s to");
            experiment.controlC();
            assertThat(experiment.awaitExit()).as(experiment.screen()).isEqualTo(130);
            assertThat(Scripts.survivors(experiment.mark())).isEmpty();
        }
    }

    private static PseudoTerminal demo(String stream) {
        return PseudoTerminal.start(
                "demo.sh", "--no-build", "--http-port", "0", "--shards", "2", "--stream-name", stream);
    }
}
