package delivery.lab.verify.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import delivery.app.ExitCode;
import delivery.localkinesis.scenario.RecordNumbers;
import delivery.localkinesis.scenario.Scenario;
import delivery.localkinesis.scenario.ScenarioJudge;
import delivery.localkinesis.scenario.ScenarioVerdict;
import delivery.localkinesis.scenario.Scenarios;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;

class ReportsTest {
    private static final String NASTY = "ended: <last> \"line\" & \u0007";

    private final VerifyReport report = report(
            outcome("steady", Word.PASSED, verdict(10), List.of()),
            outcome("split", Word.LOSS, verdict(7), List.of("lost 3 records of shard-1", NASTY)),
            ScenarioOutcome.leftOut(scenario("clock"), "it needs a clock"));

    @Test
    void theWorstDecides() {
        assertThat(report.exitCode()).isEqualTo(ExitCode.LOSS);
        assertThat(report(outcome("steady", Word.PASSED, verdict(10), List.of()))
                        .exitCode())
                .isEqualTo(ExitCode.DONE);
        assertThat(report(
                                outcome("steady", Word.OUT_OF_ORDER, verdict(10), List.of()),
                                outcome("split", Word.PASSED, verdict(10), List.of()))
                        .exitCode())
                .isEqualTo(ExitCode.LOSS);
        assertThat(report(
                                outcome("steady", Word.NOTHING_PROVED, verdict(0), List.of()),
                                outcome("split", Word.PASSED, verdict(10), List.of()))
                        .exitCode())
                .isEqualTo(ExitCode.FAILED);
        assertThat(report(ScenarioOutcome.leftOut(scenario("clock"), "no compiler"))
                        .exitCode())
                .isEqualTo(ExitCode.FAILED);
    }

    @Test
    void theTableHasARowAScenarioAndALineAFinding() {
        assertThat(TextReport.of(report).lines())
                .anyMatch(line -> line.matches("split +loss +10 +7 +3 +0 .*"))
                .anyMatch(line -> line.equals("split: lost 3 records of shard-1"))
                .anyMatch(line -> line.contains("1 passed, 1 loss, 1 left out"));
    }

    @Test
    void buildServersReadTheVerdicts() throws Exception {
        var xml = JUnitReport.of(report);
        var suite = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(xml.getBytes(StandardCharsets.UTF_8)))
                .getDocumentElement();
        assertThat(suite.getAttribute("tests")).isEqualTo("3");
        assertThat(suite.getAttribute("failures")).isEqualTo("1");
        assertThat(suite.getAttribute("skipped")).isEqualTo("1");
        assertThat(suite.getElementsByTagName("failure").item(0).getTextContent())
                .contains("lost 3 records", "<last> \"line\" & ?");
    }

    @Test
    void theJsonHasALossWithShardAndSequenceNumbersAndWhatHappened() throws Exception {
        var json = new ObjectMapper().readTree(JsonReport.of(report));
        assertThat(json.get("exitCode").intValue()).isEqualTo(3);
        var split = json.get("scenarios").get(1);
        assertThat(split.get("verdict").textValue()).isEqualTo("loss");
        assertThat(split.get("records").get("lost").intValue()).isEqualTo(3);
        var loss = split.get("losses").get(0);
        assertThat(loss.get("shard").textValue()).isEqualTo("shard-1");
        assertThat(loss.get("fromSequenceNumber").textValue()).isEqualTo("107");
        assertThat(loss.get("toSequenceNumber").textValue()).isEqualTo("109");
        assertThat(loss.get("when").textValue()).contains("split of shard-0");
        assertThat(split.get("happened").get(0).get("fromSeconds").doubleValue())
                .isEqualTo(6);
    }

    @Test
    void thePageShowsTheLossBesideWhatHappenedAndNeedsNothingElse() {
        var page = PageReport.of(report);
        assertThat(page)
                .contains(
                        "<rect class=lost",
                        "<rect class=band",
                        "split of shard-0",
                        "&lt;last&gt; &quot;line&quot; &amp;")
                .contains("prefers-color-scheme: dark")
                .doesNotContain("<last>", "<script", "http:", "https:", "BODY");
    }

    private static VerifyReport report(ScenarioOutcome... outcomes) {
        return new VerifyReport(
                List.of("java", "-jar", "x.jar"), 7, Instant.EPOCH, Duration.ofSeconds(60), List.of(outcomes));
    }

    private static ScenarioOutcome outcome(String name, Word word, ScenarioVerdict verdict, List<String> lines) {
        return new ScenarioOutcome(
                scenario(name),
                word,
                lines,
                verdict,
                ScenarioOutcome.Calls.NONE,
                ScenarioOutcome.Cost.NONE,
                Path.of("folder"));
    }

    private static Scenario scenario(String name) {
        return Scenarios.named(name).orElseThrow();
    }

    /** Of ten records, of which the first so many are accepted. */
    private static ScenarioVerdict verdict(int accepted) {
        var numbers = new RecordNumbers("00000001");
        var judge = new ScenarioJudge(numbers);
        for (int i = 0; i < 10; i++) {
            judge.put(i, "shard-1", "10" + i, Duration.ofSeconds(i));
            if (i < accepted) {
                judge.accepted(numbers.id(i), "it", Duration.ofSeconds(i + 1));
            }
        }
        judge.ends(judge.begins("split of shard-0", Duration.ofSeconds(6)), Duration.ofSeconds(7));
        return judge.verdict(Duration.ofSeconds(20));
    }
}
