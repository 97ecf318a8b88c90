package delivery.lab.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import delivery.app.AppException;
import delivery.app.StopSignal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class LauncherTest {
    @TempDir
    private Path folder;

    private final StopSignal stop = new StopSignal();
    private Launcher launcher;

    @BeforeEach
    void make() {
        launcher = Launcher.in(folder, folder.resolve("run"), stop);
    }

    @AfterEach
    void close() {
        launcher.close();
    }

    @Test
    void keepsWhatAProgramPrintsAndLogsAndHowItEnded() {
        var program = sh("one", "echo printed; echo 'source abcd1234: logged' >&2; exit 3");
        assertThat(program.awaitExit()).isEqualTo(3);
        assertThat(program.stdout()).isEqualTo("printed\n");
        assertThat(program.source()).contains("abcd1234");
        assertThat(program.lastWords()).isEqualTo("one ended with code 3: source abcd1234: logged");
        assertThat(folder.resolve("run/one.log")).isNotEmptyFile();
    }

    @Test
    void aProgramThatIsStartedAgainWritesToAnotherFile() {
        sh("one", "echo first").awaitExit();
        sh("one", "echo second").awaitExit();
        assertThat(folder.resolve("run/one.out")).hasContent("first");
        assertThat(folder.resolve("run/one.2.out")).hasContent("second");
    }

    @Test
    void aProgramThatEndsBeforeItsWordIsNotWaitedFor() {
        var program = sh("one", "echo 'error: no' >&2; exit 4");
        assertThatThrownBy(() -> program.awaitLine("listening"))
                .isInstanceOf(AppException.class)
                .hasMessage("one ended with code 4: error: no")
                .satisfies(e -> assertThat(((AppException) e).exitCode()).isEqualTo(4));
    }

    @Test
    void whoeverWaitsForAWordIsToldToStop() {
        var program = sh("one", "exec sleep 100");
        stop.stop();
        assertThatThrownBy(() -> program.awaitLine("listening")).isInstanceOf(Launcher.Stopped.class);
    }

    @Test
    void nothingIsLeftAlsoOfWhatIsStopped() {
        var first = sh("one", "exec sleep 100");
        var second = sh("two", "exec sleep 100");
        first.signal("STOP");
        launcher.kill();
        launcher.close();
        assertThat(first.isAlive()).isFalse();
        assertThat(second.isAlive()).isFalse();
        assertThat(launcher.programs()).isEmpty();
    }

    @Test
    void theSettingsOfThisMachineDoNotDecideWhatAProgramTalksTo() {
        var program = sh("one", "env | grep ^AWS_ | sort | cut -d= -f1");
        program.awaitExit(Duration.ofSeconds(30));
        assertThat(program.stdout().lines())
                .containsExactly("AWS_CONFIG_FILE", "AWS_EC2_METADATA_DISABLED", "AWS_SHARED_CREDENTIALS_FILE");
    }

    private Program sh(String name, String words) {
        return launcher.command(name, folder, Map.of(), List.of("sh", "-c", words));
    }
}
