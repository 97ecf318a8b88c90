package delivery.localkinesis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import delivery.localkinesis.scenario.Scenarios;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KinesisScenarioTest {
    // tag::example
    @KinesisScenario({"split", "retention"})
    void losesNothing(ScenarioRun run) {
        var checkpoints = new HashMap<String, String>(); // wherever yours are
        run.play(() -> new ShardLoop(
                run.clientSettings(),
                run.stream(),
                checkpoints,
                record -> run.accepted(record.data().asUtf8String())));
    }
    // end::example

    @KinesisScenario(value = "split", longestSeconds = 10)
    void aLoopThatSkipsChildrenFailsWithShardAndSequenceNumbers(ScenarioRun run) {
        assertThatThrownBy(() -> run.play(() -> {
                    var loop = new ShardLoop(
                            run.clientSettings(),
                            run.stream(),
                            new HashMap<>(),
                            record -> run.accepted(record.data().asUtf8String()));
                    loop.skipsChildren = true;
                    return loop;
                }))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("split: ")
                .hasMessageMatching("(?s).*lost \\d+ records of shardId-00000000000[4-7], sequence numbers \\d{56} to"
                        + " \\d{56} .*split of shardId-00000000000\\d.*");
    }

    @Test
    void theExampleOfTheDocumentationIsTheTestThatRuns() throws IOException {
        var source = Files.readString(Path.of("src/test/java/delivery/localkinesis/KinesisScenarioTest.java"));
        var begin = "// tag::example\n";
        var example = source.substring(source.indexOf(begin) + begin.length(), source.indexOf("    // end::example"));
        assertThat(Path.of("../docs/verify.md")).content().contains(example);
    }

    @Test
    void thePageHasEachScenarioWithItsReason() {
        assertThat(Scenarios.all())
                .allSatisfy(scenario -> assertThat(Path.of("../docs/verify.md"))
                        .content()
                        .containsPattern(
                                "\\| `" + scenario.name() + "` \\| .* \\| " + Pattern.quote(scenario.reason())));
    }

    @ParameterizedTest
    @CsvSource({"splat, is no scenario", "kill, a process of its own", "clock, a clock of its own"})
    void whatIsNoScenarioForATestIsSaidInOneLine(String name, String why) {
        assertThatThrownBy(() -> KinesisScenarioExtension.scenario(name))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("'" + name + "'", why, "expired-iterator")
                .hasMessageNotContaining("\n");
    }
}
