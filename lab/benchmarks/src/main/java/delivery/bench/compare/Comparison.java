package delivery.bench.compare;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The same work done by several, in turns (A B C, A B C ...), so that what the machine does meanwhile happens to all of them. */
public final class Comparison implements Measure {
    /** One contender's turn: a figure for each of the comparison's, {@code NaN} for one that it has not. */
    public interface Turn {
        double[] take() throws Exception;
    }

    private record Contender(String name, Turn turn) {}

    private final String what;
    private final List<String> figures;
    private final List<Contender> contenders = new ArrayList<>();
    private final List<String> missing = new ArrayList<>();
    private final List<Target> targets = new ArrayList<>();

    /** @param figures with their units, such as {@code events/s} */
    public Comparison(String what, String... figures) {
        this.what = what;
        this.figures = List.of(figures);
    }

    public Comparison with(String contender, Turn turn) {
        contenders.add(new Contender(contender, turn));
        return this;
    }

    /** @param why it cannot be run here, and what would help */
    public Comparison without(String contender, String why) {
        missing.add(contender + ": " + why);
        return this;
    }

    /** Of a contender's median. */
    public Comparison atMost(double limit, String figure, String contender) {
        targets.add(new Target(index(figure), contender, null, limit, false));
        return this;
    }

    public Comparison atLeast(double limit, String figure, String contender) {
        targets.add(new Target(index(figure), contender, null, limit, true));
        return this;
    }

    /** Of the median of the rounds' ratios. */
    public Comparison atMost(double limit, String figure, String contender, String peer) {
        targets.add(new Target(index(figure), contender, peer, limit, false));
        return this;
    }

    public Comparison atLeast(double limit, String figure, String contender, String peer) {
        targets.add(new Target(index(figure), contender, peer, limit, true));
        return this;
    }

    private int index(String figure) {
        if (!figures.contains(figure)) {
            throw new IllegalArgumentException("no figure " + figure + " among " + figures);
        }
        return figures.indexOf(figure);
    }

    @Override
    public String what() {
        return what;
    }

    @Override
    public String run(int rounds) throws Exception {
        var results = new LinkedHashMap<String, List<double[]>>();
        for (var round = 1; round <= rounds; round++) {
            for (var contender : contenders) {
                var taken = contender.turn.take();
                if (taken.length != figures.size()) {
                    throw new IllegalStateException(contender.name + " has " + taken.length + " of " + figures);
                }
                System.err.println("round " + round + ", " + contender.name + ": " + words(taken));
                results.computeIfAbsent(contender.name, name -> new ArrayList<>())
                        .add(taken);
            }
        }
        return table(results) + judged(results) + absent();
    }

    private String words(double... taken) {
        var words = new ArrayList<String>();
        for (var i = 0; i < taken.length; i++) {
            if (!Double.isNaN(taken[i])) {
                words.add(Digits.words(taken[i]) + " " + figures.get(i));
            }
        }
        return String.join(", ", words);
    }

    private String table(Map<String, List<double[]>> results) {
        var lines = new ArrayList<String>();
        lines.add("| median (least to most) | " + String.join(" | ", figures) + " |");
        lines.add("|---" + "|---".repeat(figures.size()) + "|");
        results.forEach((name, rounds) -> {
            var cells = new ArrayList<String>();
            for (var i = 0; i < figures.size(); i++) {
                cells.add(Digits.span(column(rounds, i)));
            }
            lines.add("| " + name + " | " + String.join(" | ", cells) + " |");
        });
        return String.join("\n", lines) + "\n";
    }

    private String judged(Map<String, List<double[]>> results) {
        if (targets.isEmpty()) {
            return "";
        }
        var lines = new ArrayList<>(List.of("", "| target | asked | measured | |", "|---|---|---|---|"));
        for (var target : targets) {
            lines.add(target.row(figures.get(target.figure()), rounds -> {
                var found = results.get(rounds);
                return found == null ? new double[0] : column(found, target.figure());
            }));
        }
        return String.join("\n", lines) + "\n";
    }

    private String absent() {
        return missing.isEmpty() ? "" : "\nNot run here: " + String.join("; ", missing) + ".\n";
    }

    private static double[] column(List<double[]> rounds, int figure) {
        return rounds.stream().mapToDouble(round -> round[figure]).toArray();
    }
}
