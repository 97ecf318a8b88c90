package delivery.app.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import delivery.app.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How a process ends, seen from outside: by real ones, each a {@link Ending}. */
@Timeout(120)
class EndingsIT {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"heap", "native-thread", "stack", "missing-class", "wrapped", "library", "main"})
    void anErrorInAnyThreadEndsTheProgramWithOneLineAndCodeOne(String how) throws Exception {
        var process = start("-Xmx24m", how);
        assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isEqualTo(ExitCode.FAILED);
        assertThat(stderr(how)).singleElement().asString().startsWith("error: ");
    }

    @Test
    void anExceptionThatLeavesAThreadEndsTheProgramToo() throws Exception {
        var process = start("-Xmx24m", "bug");
        assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isEqualTo(ExitCode.FAILED);
        assertThat(stderr("bug"))
                .singleElement()
                .asString()
                .startsWith("error: unexpected ")
                .contains("a bug");
    }

    /** Three ways to hang, at the same time, for each takes all of the ten seconds. */
    @Test
    void aProgramThatHangsEndsWithinTenSecondsOfItsStopOrFailureAndSaysWhy() throws Exception {
        var failed = start("-Xmx24m", "bug-then-hang");
        var hanging = start("-Xmx24m", "hang");
        var writing = start(List.of("-Xmx24m"), "full-data", null);
        for (var how : List.of("bug-then-hang", "hang", "full-data")) {
            awaitFile(how);
        }
        var began = System.nanoTime();
        hanging.toHandle().destroy();
        writing.toHandle().destroy();
        for (var process : List.of(failed, hanging, writing)) {
            assertThat(process.waitFor(40, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).isEqualTo(ExitCode.FAILED);
        }
        assertThat((System.nanoTime() - began) / 1e9).isLessThanOrEqualTo(App.STOP_SECONDS);
        assertThat(stderr("bug-then-hang"))
                .singleElement()
                .asString()
                .contains("a bug")
                .contains("not stopped within");
        assertThat(stderr("hang")).singleElement().asString().startsWith("error: not stopped within");
    }

    @Test
    void pipesThatNobodyReadsNeitherStopAThreadNorTheEnd() throws Exception {
        var process = start(List.of("-Xmx24m"), "full-pipes", null);
        // It logs a megabyte, and only then says in a file that its loop goes on.
        awaitFile("full-pipes");
        var began = System.nanoTime();
        // Not the process's own destroy: that would close the pipes.
        process.toHandle().destroy();
        assertThat(process.waitFor(40, TimeUnit.SECONDS)).isTrue();
        assertThat((System.nanoTime() - began) / 1e9).isLessThan(5);
        assertThat(process.exitValue()).isEqualTo(ExitCode.DONE);
    }

    private void awaitFile(String name) {
        await().atMost(30, TimeUnit.SECONDS).until(() -> Files.exists(folder.resolve(name)));
    }

    private Process start(String option, String how) throws IOException {
        return start(List.of(option), how, folder.resolve(how + ".err"));
    }

    /** @param stderr null for a pipe that nobody reads, as stdout is then */
    private Process start(List<String> options, String how, Path stderr) throws IOException {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(options);
        command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xshare:auto"));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Ending.class.getName()));
        command.addAll(List.of(how, folder.toString()));
        var builder = new ProcessBuilder(command);
        builder.environment().remove("JAVA_TOOL_OPTIONS");
        if (stderr != null) {
            builder.redirectError(stderr.toFile()).redirectOutput(ProcessBuilder.Redirect.DISCARD);
        }
        return builder.start();
    }

    private List<String> stderr(String how) throws IOException {
        return Files.readAllLines(folder.resolve(how + ".err"));
    }
}
