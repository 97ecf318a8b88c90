package delivery.lab.verify.report;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import delivery.localkinesis.scenario.Happening;
import delivery.localkinesis.scenario.Loss;
import delivery.localkinesis.scenario.Timeline;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/** For programs: {@code docs/verify.md} says what each field is. */
public final class JsonReport {
    private static final ObjectMapper JSON = new ObjectMapper()
            .setDefaultPropertyInclusion(JsonInclude.Include.NON_NULL)
            .enable(SerializationFeature.INDENT_OUTPUT);

    private JsonReport() {}

    record Run(
            List<String> command, long seed, String begun, double seconds, int exitCode, List<OneScenario> scenarios) {}

    record OneScenario(
            String scenario,
            String verdict,
            List<String> lines,
            Double seconds,
            Records records,
            List<Lost> losses,
            List<Happened> happened,
            ScenarioOutcome.Calls calls,
            Double firstRecordSeconds,
            Double caughtUpSeconds,
            Double judgingShareOfCore,
            Double judgingCpuSeconds,
            Double producingCpuSeconds,
            Double processCpuSeconds,
            Line timeline,
            String folder) {}

    record Records(
            long put,
            long accepted,
            long lost,
            long expired,
            long doubled,
            long unexplained,
            long copies,
            long outOfOrder,
            long beforeParents,
            long neverMade) {}

    record Lost(
            String shard,
            String fromSequenceNumber,
            String toSequenceNumber,
            long records,
            String firstId,
            String lastId,
            double putFromSeconds,
            double putToSeconds,
            String when) {
        static Lost of(Loss loss) {
            return new Lost(
                    loss.shard(),
                    loss.from(),
                    loss.to(),
                    loss.records(),
                    loss.firstId(),
                    loss.lastId(),
                    seconds(loss.putFrom()),
                    seconds(loss.putTo()),
                    loss.when());
        }
    }

    record Happened(String what, double fromSeconds, Double toSeconds, Double caughtUpSeconds) {
        static Happened of(Happening happening) {
            return new Happened(
                    happening.what(),
                    seconds(happening.from()),
                    seconds(happening.to()),
                    seconds(happening.caughtUp()));
        }
    }

    record Line(double stepSeconds, List<Integer> put, List<Integer> accepted, List<Integer> lost) {
        static Line of(Timeline line) {
            return new Line(seconds(line.step()), list(line.put()), list(line.accepted()), list(line.lost()));
        }

        private static List<Integer> list(int[] figures) {
            return Arrays.stream(figures).boxed().toList();
        }
    }

    public static String of(VerifyReport report) {
        var run = new Run(
                report.command(),
                report.seed(),
                report.begun().toString(),
                seconds(report.took()),
                report.exitCode(),
                report.outcomes().stream().map(JsonReport::scenario).toList());
        try {
            return JSON.writeValueAsString(run) + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static OneScenario scenario(ScenarioOutcome outcome) {
        var name = outcome.scenario().name();
        var word = outcome.word().toString();
        var verdict = outcome.verdict();
        if (verdict == null) {
            return new OneScenario(
                    name,
                    word,
                    outcome.lines(),
                    null,
                    null,
                    null,
                    null,
                    null,
                    null,
                    null,
                    null,
                    null,
                    null,
                    null,
                    null,
                    outcome.folder() == null ? null : outcome.folder().toString());
        }
        var cost = outcome.cost();
        return new OneScenario(
                name,
                word,
                outcome.lines(),
                seconds(cost.time()),
                new Records(
                        verdict.put(),
                        verdict.accepted(),
                        verdict.lost(),
                        verdict.expired(),
                        verdict.doubled(),
                        verdict.unexplained(),
                        verdict.copies(),
                        verdict.outOfOrder(),
                        verdict.beforeParents(),
                        verdict.neverMade()),
                verdict.losses().stream().map(Lost::of).toList(),
                verdict.happenings().stream().map(Happened::of).toList(),
                outcome.calls(),
                seconds(verdict.firstRecord()),
                seconds(verdict.caughtUp()),
                Math.round(cost.judgingShare() * 10_000) / 10_000.0,
                seconds(cost.judging()),
                seconds(cost.producing()),
                seconds(cost.process()),
                Line.of(verdict.timeline()),
                outcome.folder().toString());
    }

    private static Double seconds(Duration time) {
        return time == null ? null : time.toMillis() / 1_000.0;
    }
}
