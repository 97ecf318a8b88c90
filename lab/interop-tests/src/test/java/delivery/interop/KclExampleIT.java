package delivery.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** What people copy from docs/verify-examples.md for KCL. */
@Timeout(600)
class KclExampleIT {
    private static final Path ROOT = Command.MODULE.resolve("../..").normalize();

    private static final Path EXAMPLE = ROOT.resolve("lab/verify-examples/KclConsumer.java");

    /** Its run takes minutes, and is not in each build. */
    @Test
    void compiles(@TempDir Path folder) {
        var said = new ByteArrayOutputStream();
        var code = ToolProvider.getSystemJavaCompiler()
                .run(
                        null,
                        null,
                        said,
                        "-proc:none",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "-d",
                        folder.toString(),
                        EXAMPLE.toString());
        assertThat(code).as(said.toString(StandardCharsets.UTF_8)).isZero();
    }

    @Test
    @EnabledIfSystemProperty(
            named = "strangers.clients",
            matches = "true",
            disabledReason = "run it by scripts/clients.sh")
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
                EXAMPLE.toString());
        var done = Command.run(ROOT, Map.of(), verify, Duration.ofMinutes(9));
        assertThat(done.exitCode()).as(done.output()).isZero();
        assertThat(done.output()).contains("split: passed", "kill: passed");
    }
}
