package delivery.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** The same path on npm's kinesis-local. Four minutes, so only when asked for. */
@Timeout(240)
@EnabledIfSystemProperty(named = "peers", matches = ".*", disabledReason = "run it with -Dpeers")
class KinesisLocalIT {
    private KinesisLocal kinesis;

    @BeforeEach
    void startKinesis() throws Exception {
        var missing = KinesisLocal.missing();
        assumeTrue(missing == null, missing);
        kinesis = KinesisLocal.start();
    }

    @AfterEach
    void stopKinesis() {
        if (kinesis != null) {
            kinesis.close();
        }
    }

    @Test
    void ordersAreRankedAndNothingIsMissing() {
        try (var suite = Started.on(kinesis.endpoint())) {
            suite.createStream(EndToEnd.SHARDS);
            EndToEnd.ordersAreRankedAndNothingIsMissing(suite);
        }
    }

    @Test
    void killsUnderLoadLoseNothingAndCountNothingTwice() {
        try (var chaos = Scripts.start(
                Map.of(),
                "chaos.sh",
                "--kills",
                "8",
                "--seed",
                "2",
                "--shards",
                "3",
                "--rate",
                "50",
                "--endpoint-url",
                kinesis.endpoint().toString())) {
            assertThat(chaos.awaitExit(Scripts.LONG)).as(chaos.stderr()).isZero();
            assertThat(chaos.stdout()).contains("lost 0 ", "counted twice 0");
        }
    }

    @Test
    void tenSplitsMergesAndScalingsLoseNothingAndCountNothingTwice() {
        try (var churn = Scripts.start(
                Map.of(),
                "experiment.sh",
                "churn",
                "--short",
                "--operations",
                "10",
                "--seed",
                "1",
                "--rate",
                "100",
                "--endpoint-url",
                kinesis.endpoint().toString())) {
            assertThat(churn.awaitExit(Scripts.LONG))
                    .as(churn.stdout() + churn.stderr())
                    .isZero();
            assertThat(churn.stdout()).contains("operation 10, ", "missing 0, counted twice 0");
        }
    }

    @Test
    void theDemoRunsOnIt() {
        try (var demo = Scripts.start(
                Map.of(),
                "demo.sh",
                "--no-build",
                "--duration",
                "8s",
                "--http-port",
                "0",
                "--endpoint-url",
                kinesis.endpoint().toString())) {
            assertThat(demo.awaitExit(Scripts.LONG)).as(demo.stderr()).isZero();
            assertThat(demo.stdout()).contains("missing 0, nothing lost, nothing counted twice");
        }
    }
}
