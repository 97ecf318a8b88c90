package delivery.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import delivery.lab.launcher.Program;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The consumers that people copy from docs/verify-examples.md pass; that of KCL is tried by scripts/clients.sh. */
@Timeout(240)
class VerifyExamplesIT {
    private static final Duration A_SLOW_MACHINE = Duration.ofMinutes(3);
    private static final Path EXAMPLES = Started.ROOT.resolve("lab/verify-examples");
    private static final Path NODE = Started.ROOT.resolve("lab/interop-tests");

    private static Program java;
    private static Program boto3;
    private static Program node;

    /** Side by side, since they mostly wait. */
    @BeforeAll
    static void startAll() throws IOException {
        java = verify(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                EXAMPLES.resolve("SdkConsumer.java").toString());
        if (Started.answer("python3", "-c", "import boto3") != null) {
            boto3 = verify("python3", EXAMPLES.resolve("boto3_consumer.py").toString());
        }
        if (Files.exists(NODE.resolve("node_modules/@aws-sdk/client-kinesis"))) {
            var copy = Files.createDirectories(NODE.resolve("target/verify-examples"))
                    .resolve("node_consumer.mjs");
            Files.copy(EXAMPLES.resolve(copy.getFileName()), copy, StandardCopyOption.REPLACE_EXISTING);
            node = verify("node", copy.toString());
        }
    }

    @AfterAll
    static void stopAll() {
        Stream.of(java, boto3, node).filter(Objects::nonNull).forEach(Program::close);
    }

    @Test
    void theSdkForJava() {
        passes(java);
    }

    @Test
    void boto3() {
        assumeThat(boto3)
                .as("boto3 is there (Debian: apt-get install python3-boto3)")
                .isNotNull();
        passes(boto3);
    }

    @Test
    void node() {
        assumeThat(node)
                .as("the SDK for JavaScript is there (npm install --prefix lab/interop-tests --no-package-lock)")
                .isNotNull();
        passes(node);
    }

    private static void passes(Program verify) {
        assertThat(verify.awaitExit(A_SLOW_MACHINE))
                .as(verify.stdout() + verify.stderr())
                .isZero();
        assertThat(verify.stdout()).containsPattern("storm +passed");
    }

    private static Program verify(String... command) {
        var all = new ArrayList<>(
                List.of("--scenario", "storm", "--duration", "120s", "--restart", "1s", "--seed", "3", "--"));
        all.addAll(List.of(command));
        return Scripts.start(Map.of(), "verify.sh", all.toArray(String[]::new));
    }
}
