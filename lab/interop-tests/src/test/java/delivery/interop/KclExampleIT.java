package delivery.interop;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** What people copy from docs/verify-examples.md for KCL. */
@Timeout(600)
@EnabledIfSystemProperty(named = "strangers.clients", matches = "true", disabledReason = "run it by scripts/clients.sh")
class KclExampleIT {
    private static final Path ROOT = Command.MODULE.resolve("../..").normalize();

    @Test
    void losesNothingWhenShardsAreSplitAndItIsKilled() throws Exception {
        assumeTrue(Dynalite.missing() == null, Dynalite::missing);
        var verify = List.of(
                "bash",
                ROOT.resolve("scripts/verify.sh").toString(),
                "--scenario",
                "split,kill",
                "--leases",
                "--duration",
                "180s",
                "--",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                ROOT.resolve("lab/verify-examples/KclConsumer.java").toString());
        try (var running = Command.start(Map.of(), line -> {}, verify)) {
            for (var scenario : List.of("split", "kill")) {
                await().atMost(Duration.ofMinutes(5)).until(() -> running.hasSaid(scenario + ": passed"));
            }
        }
    }
}
