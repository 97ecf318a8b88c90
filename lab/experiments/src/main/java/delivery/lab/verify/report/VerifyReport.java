package delivery.lab.verify.report;

import delivery.app.ExitCode;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** All of a run. */
public record VerifyReport(
        List<String> command, long seed, Instant begun, Duration took, List<ScenarioOutcome> outcomes) {
    /** Loss before failure before nothing at all. */
    public int exitCode() {
        var codes = outcomes.stream().map(outcome -> outcome.word().exitCode).toList();
        if (codes.contains(ExitCode.LOSS)) {
            return ExitCode.LOSS;
        }
        var nothing = outcomes.stream().allMatch(outcome -> outcome.word() == Word.LEFT_OUT);
        return nothing || codes.contains(ExitCode.FAILED) ? ExitCode.FAILED : ExitCode.DONE;
    }

    public long count(Word word) {
        return outcomes.stream().filter(outcome -> outcome.word() == word).count();
    }

    public String commandLine() {
        return String.join(" ", command);
    }
}
