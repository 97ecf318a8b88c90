package delivery.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

class AppTest {
    @Command(name = "sample")
    static final class Sample extends App {
        @Option(names = "--wait", converter = Durations.class)
        Duration wait = Duration.ZERO;

        @Option(names = "--file")
        Path file;

        Runnable body = () -> {};

        @Override
        public void run() {
            body.run();
        }
    }

    private final Sample app = new Sample();

    @Test
    void aProgramThatEndsWellExitsWithZero() {
        assertThat(app.execute("--wait", "500ms")).isZero();
        assertThat(app.wait).isEqualTo(Duration.ofMillis(500));
    }

    @Test
    void anUnknownFlagIsOneLineThatNamesItAndExitCodeTwo() {
        assertThat(stderrOf(() -> assertThat(app.execute("--wiat")).isEqualTo(2)))
                .contains("error: Unknown option: '--wiat'")
                .doesNotContain("\tat ");
    }

    @Test
    void aBadValueIsNamedWithItsFlag() {
        assertThat(stderrOf(() -> assertThat(app.execute("--wait", "soon")).isEqualTo(2)))
                .contains("--wait")
                .contains("'soon' is not a duration");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " "})
    void anEmptyPathIsNotTheWorkingDirectory(String path) {
        assertThat(stderrOf(() -> assertThat(app.execute("--file", path)).isEqualTo(2)))
                .contains("error: ")
                .contains("--file")
                .contains("is a variable not set?");
    }

    @Test
    void anExpectedFailureIsOneLineAndItsOwnExitCode() {
        app.body = () -> {
            throw AppException.unreachable("nobody answers\n at that port");
        };
        assertThat(stderrOf(() -> assertThat(app.execute()).isEqualTo(4)))
                .isEqualToIgnoringNewLines("error: nobody answers at that port");
    }

    @Test
    void anUnexpectedFailureShowsNoStackTraceEither() {
        app.body = () -> {
            throw new IllegalStateException("a bug");
        };
        assertThat(stderrOf(() -> assertThat(app.execute()).isEqualTo(1)))
                .contains("a bug")
                .doesNotContain("\tat ");
    }

    @Test
    void aFailureOfAnotherThreadStopsTheProgramAndGivesTheExitCode() {
        app.body = () -> {
            new Thread(() -> app.fail(AppException.unreachable("the stream is gone"))).start();
            app.stopSignal().awaitStop();
        };
        assertThat(stderrOf(() -> assertThat(app.execute()).isEqualTo(4))).contains("the stream is gone");
    }

    private static String stderrOf(Runnable action) {
        var bytes = new ByteArrayOutputStream();
        var err = System.err;
        System.setErr(new PrintStream(bytes, true, StandardCharsets.UTF_8));
        try {
            action.run();
        } finally {
            System.setErr(err);
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
