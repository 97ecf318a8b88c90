package delivery.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import delivery.app.ExitCode;
import delivery.app.program.Ending;
import delivery.lab.launcher.Program;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How a process ends, seen from outside: by real ones, each an {@link Ending}. */
@Timeout(120)
class EndingsIT {
    private static final Duration STOP = Duration.ofSeconds(10);

    /** Its own output goes into a pipe that nobody reads, and that is open as long as it is there. */
    private static final List<String> INTO_A_FULL_PIPE =
            List.of("sh", "-c", "mkfifo \"$1\" && exec 3<>\"$1\" && shift && exec \"$@\" >&3 2>&3", "sh");

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"heap", "native-thread", "stack", "missing-class", "wrapped", "library", "main"})
    void anErrorInAnyThreadEndsTheProgramWithOneLineAndCodeOne(String how) {
        try (var program = start(how)) {
            assertThat(program.awaitExit()).isEqualTo(ExitCode.FAILED);
            assertThat(program.stderr().lines()).singleElement().asString().startsWith("error: ");
        }
    }

    @Test
    void anExceptionThatLeavesAThreadEndsTheProgramToo() {
        try (var program = start("bug")) {
            assertThat(program.awaitExit()).isEqualTo(ExitCode.FAILED);
            assertThat(program.stderr().lines())
                    .singleElement()
                    .asString()
                    .startsWith("error: unexpected ")
                    .contains("a bug");
        }
    }

    /** Three ways to hang, at the same time, for each takes all of the ten seconds. */
    @Test
    void aProgramThatHangsEndsWithinTenSecondsOfItsStopOrFailureAndSaysWhy() {
        try (var failed = start("bug-then-hang");
                var hanging = start("hang");
                var writing = start(INTO_A_FULL_PIPE, "full-data")) {
            for (var how : List.of("bug-then-hang", "hang", "full-data")) {
                awaitFile(how);
            }
            var began = System.nanoTime();
            hanging.tellToStop();
            writing.tellToStop();
            for (var program : List.of(failed, hanging, writing)) {
                assertThat(program.awaitExit()).isEqualTo(ExitCode.FAILED);
            }
            assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThanOrEqualTo(STOP);
            assertThat(failed.stderr().lines())
                    .singleElement()
                    .asString()
                    .contains("a bug")
                    .contains("not stopped within");
            assertThat(hanging.stderr().lines()).singleElement().asString().startsWith("error: not stopped within");
        }
    }

    @Test
    void pipesThatNobodyReadsNeitherStopAThreadNorTheEnd() {
        try (var program = start(INTO_A_FULL_PIPE, "full-pipes")) {
            // It logs a megabyte, and only then says in a file that its loop goes on.
            awaitFile("full-pipes");
            var began = System.nanoTime();
            assertThat(program.terminate()).isEqualTo(ExitCode.DONE);
            assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(5));
        }
    }

    private void awaitFile(String name) {
        await().atMost(Duration.ofSeconds(30)).until(() -> Files.exists(folder.resolve(name)));
    }

    private Program start(String how) {
        return start(List.of(), how);
    }

    private Program start(List<String> wrapper, String how) {
        var command = new ArrayList<>(wrapper);
        if (!wrapper.isEmpty()) {
            command.add(folder.resolve(how + ".pipe").toString());
        }
        // What the JVM says of that variable would be a line more.
        command.addAll(List.of("env", "-u", "JAVA_TOOL_OPTIONS"));
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-Xmx24m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xshare:auto"));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Ending.class.getName()));
        command.addAll(List.of(how, folder.toString()));
        return Started.command("ending-" + how, folder, Map.of(), command);
    }
}
