package delivery.lab.chaos;

import delivery.lab.chaos.Strike.Target;
import delivery.lab.judge.Evidence.Stage;
import delivery.lab.judge.Judgement;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What a chaos run prints in the end. */
final class ChaosReport {
    private final StringBuilder text = new StringBuilder();
    private final Map<String, Object> facts = new LinkedHashMap<>();

    /** For machines. */
    void fact(String name, Object value) {
        facts.put(name, value);
    }

    Map<String, Object> facts() {
        return facts;
    }

    /** For people. */
    void line(String format, Object... values) {
        text.append(String.format(Locale.ROOT, format, values).stripTrailing()).append('\n');
    }

    /** A row a target: how many blows, and how long until they were made good. */
    void recoveries(List<Strike> strikes, Recoveries recoveries) {
        line("%-10s %6s %10s %7s %7s %7s", "struck", "times", "recovered", "p50 s", "p99 s", "max s");
        var struck = new LinkedHashMap<String, Object>();
        fact("struck", struck);
        for (var target : Target.values()) {
            var kills =
                    strikes.stream().filter(strike -> strike.target() == target).count();
            var times = recoveries.of(target);
            if (kills > 0) {
                struck.put(
                        target.name(),
                        Map.of(
                                "times",
                                kills,
                                "recoverySeconds",
                                times.stream()
                                        .map(time -> time.toMillis() / 1e3)
                                        .toList()));
                line(
                        "%-10s %6d %10d %7s %7s %7s",
                        target, kills, times.size(), quantile(times, 0.5), quantile(times, 0.99), quantile(times, 1));
            }
        }
    }

    void verdict(Judgement verdict) {
        var stream = verdict.stream();
        fact("records", stream.records());
        fact("events", stream.events());
        fact("duplicates", stream.duplicates());
        fact("control", stream.control());
        fact("sources", stream.sources().size());
        for (var stage : Stage.values()) {
            fact(stage.name(), stream.orders(stage));
        }
        fact("lost", verdict.lost());
        fact("acknowledgedAndNotOnStream", verdict.acknowledgedAndNotOnStream());
        fact("onStreamAndNotCounted", verdict.onStreamAndNotCounted());
        fact("countedTwice", verdict.countedTwice());
        fact("assignedTwice", stream.twice(Stage.assigned).size());
        fact("completedTwice", stream.twice(Stage.completed).size());
        fact("neverDelivered", verdict.stuck());
        fact("missing", verdict.ranking().audit("missing"));
        fact("rejected", verdict.ranking().audit("rejected"));
        fact("conflicts", verdict.ranking().audit("conflicts"));
        fact("disagreements", verdict.disagreements());
        line(
                "on the stream: %d records = %d events + %d duplicates + %d control; %d sources",
                stream.records(),
                stream.events(),
                stream.duplicates(),
                stream.control(),
                stream.sources().size());
        line(
                "orders: created %d, assigned %d, completed %d",
                stream.orders(Stage.created), stream.orders(Stage.assigned), stream.orders(Stage.completed));
        line(
                "lost %d (acknowledged and not on the stream %d, on the stream and not counted %d)",
                verdict.lost(), verdict.acknowledgedAndNotOnStream(), verdict.onStreamAndNotCounted());
        line("counted twice %d", verdict.countedTwice());
        line(
                "orders with two drivers %d, delivered twice %d, taken and never delivered %d",
                stream.twice(Stage.assigned).size(),
                stream.twice(Stage.completed).size(),
                verdict.stuck());
        line(
                "the ranking's audit: missing %d, rejected %d, conflicts %d",
                verdict.ranking().audit("missing"),
                verdict.ranking().audit("rejected"),
                verdict.ranking().audit("conflicts"));
        verdict.disagreements()
                .forEach(each -> line(
                        "DISAGREE %s: %d on the stream, %d in the ranking",
                        each.name(), each.onStream(), each.inRanking()));
    }

    /** What was seen while it went on. */
    void watched(long looks, Collection<String> contradictions, SupervisedPrograms programs) {
        fact("looks", looks);
        fact("contradictions", contradictions);
        fact("endedByThemselves", programs.endedByThemselves());
        fact("foundNoServer", programs.foundNoServer().size());
        line("looks at the ranking meanwhile %d, contradictions in them %d", looks, contradictions.size());
        contradictions.forEach(each -> line("CONTRADICTION %s", each));
        line(
                "processes that ended by themselves %d",
                programs.endedByThemselves().size());
        programs.endedByThemselves().forEach(each -> line("ENDED %s", each));
        line(
                "consumers that found no server for 5 s at their start, and ended with code 4 as they should, %d",
                programs.foundNoServer().size());
    }

    private static String quantile(List<Duration> ascending, double share) {
        if (ascending.isEmpty()) {
            return "-";
        }
        var rank = (int) Math.ceil(share * ascending.size()) - 1;
        return String.format(
                Locale.ROOT, "%.2f", ascending.get(Math.max(0, rank)).toMillis() / 1_000.0);
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
