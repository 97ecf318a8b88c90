package delivery.lab.demo;

import delivery.app.Time;
import delivery.lab.launcher.RankingAnswer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** One harm that was done, and what the ranking said until it was exact again. One thread's. */
final class Incident {
    /** For as long a word has to stay to be told: a look may fall into a moment. */
    private static final Duration SEEN = Duration.ofMillis(400);
    /** Events in flight are so for a moment, all the time: the page does not call that catching up either. */
    private static final Duration IN_FLIGHT = Duration.ofSeconds(3);
    /** A loss that is gone by then was none. */
    private static final Duration LOST = Duration.ofSeconds(2);

    private static final Duration PATIENCE = Duration.ofSeconds(180);
    private static final int MOST_WORDS = 12;
    private static final String EXACT = "exact";
    private static final String CATCHING_UP = "catching up";
    private static final String LOSS = "loss";
    private static final String NO_ANSWER = "no answer";

    /** How far it is; the page has a word for each. */
    enum State {
        /** The harm is being done. */
        hurting,
        /** It is over, and the ranking is not exact yet, or not everyone at work. */
        healing,
        exact,
        loss,
        /** After three minutes still not exact. */
        late,
        /** Nothing was done. */
        refused
    }

    /**
     * As the page is told.
     *
     * @param path what the ranking said from before the harm on, one word after the other
     * @param seconds from the end of the harm until exact; null before
     * @param lost by the audit; null as long as it is not known, likewise twice and duplicates
     */
    record View(
            int id,
            String fault,
            String what,
            String where,
            List<String> shards,
            long at,
            State state,
            List<String> path,
            Double seconds,
            Long lost,
            Long twice,
            Long duplicates,
            String note) {}

    private final int id;
    private final Harm harm;
    private final long at = Time.system().millis();
    private final RankingAnswer before;
    private final List<String> path = new ArrayList<>();
    private State state = State.hurting;
    private String where = "";
    private List<String> shards = List.of();
    private Predicate<RankingAnswer> isMadeGood = now -> false;
    private long overSince;
    private String candidate = "";
    private long candidateSince;
    private Double seconds;
    private RankingAnswer end;
    private String note = "";
    private long closedAt;

    /** @param before what the ranking said last */
    Incident(int id, Harm harm, RankingAnswer before) {
        this.id = id;
        this.harm = harm;
        this.before = before;
        path.add(before.verdict().equals(CATCHING_UP) && isInFlight(before) ? EXACT : before.verdict());
    }

    /** Where it happens: in words, and the shards whose lanes show it. */
    Incident at(String words, List<String> lanes) {
        where = words;
        shards = List.copyOf(lanes);
        return this;
    }

    RankingAnswer before() {
        return before;
    }

    /** What happened beside it. */
    void note(String words) {
        note = words;
    }

    boolean isOpen() {
        return state == State.hurting || state == State.healing;
    }

    void refuse(String why) {
        state = State.refused;
        note = why;
    }

    /** The harm is done, and how long it takes until all is well counts from now on. */
    void over(Predicate<RankingAnswer> isWell, long now) {
        if (state == State.hurting) {
            state = State.healing;
            overSince = now;
            isMadeGood = isWell;
        }
    }

    /** @param answer of the ranking, empty if it gave none */
    void look(Optional<RankingAnswer> answer, long now) {
        var word = answer.map(RankingAnswer::verdict).orElse(NO_ANSWER);
        hear(word, answer.filter(Incident::isInFlight).isPresent() ? IN_FLIGHT : SEEN, now);
        if (state != State.healing) {
            return;
        }
        if (answer.isPresent() && word.equals(EXACT) && isMadeGood.test(answer.get())) {
            say(EXACT);
            close(State.exact, answer.get(), now);
        } else if (answer.isPresent() && word.equals(LOSS) && hasStayed(word, LOST, now)) {
            note = String.join("; ", answer.get().reasons());
            close(State.loss, answer.get(), now);
        } else if (now - overSince > PATIENCE.toNanos()) {
            note = answer.map(each -> String.join("; ", each.reasons())).orElse("the ranking server does not answer");
            close(State.late, answer.orElse(null), now);
        }
    }

    private void close(State last, RankingAnswer answer, long now) {
        state = last;
        closedAt = Time.system().millis();
        seconds = last == State.exact ? (now - overSince) / 1e9 : null;
        end = answer;
    }

    private void hear(String word, Duration atLeast, long now) {
        if (!word.equals(candidate)) {
            candidate = word;
            candidateSince = now;
        }
        if (hasStayed(word, atLeast, now)) {
            say(word);
        }
    }

    private boolean hasStayed(String word, Duration atLeast, long now) {
        return word.equals(candidate) && now - candidateSince >= atLeast.toNanos();
    }

    private void say(String word) {
        if (!path.get(path.size() - 1).equals(word) && path.size() < MOST_WORDS) {
            path.add(word);
        }
    }

    private static boolean isInFlight(RankingAnswer answer) {
        return answer.verdict().equals(CATCHING_UP)
                && answer.reasons().stream().allMatch(reason -> reason.endsWith("in flight"));
    }

    /** When it was known how it ended; 0 before. */
    long closedAt() {
        return closedAt;
    }

    View view() {
        return new View(
                id,
                harm.id(),
                harm.group().title() + ": " + harm.label(),
                where,
                shards,
                at,
                state,
                List.copyOf(path),
                seconds,
                end == null ? null : (Long) end.lost(),
                end == null ? null : (Long) end.countedTwice(),
                end == null ? null : (Long) Math.max(0, end.audit("duplicates") - before.audit("duplicates")),
                note);
    }
}
