package delivery.bench.compare;

import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * What is asked of a contender's median, or of its ratio to a peer's, round by round.
 *
 * @param peer null for none
 * @param isLeast whether more is better
 */
record Target(int figure, String contender, String peer, double limit, boolean isLeast) {
    /**
     * @param rounds a contender's figures, one a round; empty if it was not run
     * @return of the table of targets
     */
    String row(String name, Function<String, double[]> rounds) {
        var measured = measured(rounds);
        var asked = (isLeast ? "at least " : "at most ") + Digits.words(limit);
        var who = name + ", " + contender + (peer == null ? "" : " : " + peer);
        return "| " + who + " | " + asked + " | " + Digits.words(measured) + " | " + judgement(measured) + " |";
    }

    private double measured(Function<String, double[]> rounds) {
        var ours = rounds.apply(contender);
        if (peer == null) {
            return Digits.median(ours);
        }
        var theirs = rounds.apply(peer);
        return Digits.median(IntStream.range(0, Math.min(ours.length, theirs.length))
                .mapToDouble(round -> ours[round] / theirs[round])
                .toArray());
    }

    private String judgement(double measured) {
        if (Double.isNaN(measured)) {
            return "not measured here";
        }
        return (isLeast ? measured >= limit : measured <= limit) ? "met" : "**falls short**";
    }
}
