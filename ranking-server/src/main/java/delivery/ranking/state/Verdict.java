package delivery.ranking.state;

import delivery.ranking.state.RankingPicture.AuditPicture;
import delivery.ranking.state.RankingPicture.ShardPicture;
import delivery.ranking.state.RankingPicture.ShardState;
import delivery.ranking.state.RankingPicture.SourcePicture;
import delivery.ranking.state.RankingPicture.SourceState;
import delivery.ranking.state.RankingPicture.Totals;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * What the audit comes to, in one word, and why. Worked out here and nowhere else: the page, {@code /api/ranking} and
 * {@code stream-admin audit} tell it in these words. It never says more than is known; of several words the gravest.
 *
 * @param reasons each a sentence without its stop; none if all is exact
 * @param beside what does not change the word, and is worth knowing
 */
public record Verdict(Word word, List<String> reasons, List<String> beside) {
    /** A shard that is further behind is not read up to now. */
    public static final double BEHIND_SECONDS = 5;

    /** Of more, the number is told. */
    private static final int NAMED = 5;

    /** The gravest first. */
    public enum Word {
        /** Something is lost, or did not count, or counted twice. */
        LOSS("loss"),
        /** It may be, or not: something that would tell is not read, or not said. */
        NOTHING_PROVED("nothing proved"),
        /** All is being read, and not yet up to now. */
        CATCHING_UP("catching up"),
        EXACT("exact");

        private final String text;

        Word(String text) {
            this.text = text;
        }

        public String text() {
            return text;
        }
    }

    /** @param step of the server's clock, null if there was none lately */
    static Verdict of(AuditPicture audit, Totals totals, List<ShardPicture> shards, RankingClock.Step step) {
        var unfinished = shards.stream()
                .filter(shard -> shard.state() != ShardState.CLOSED)
                .toList();
        var beside = beside(audit, step);
        var loss = loss(audit, totals, shards);
        if (!loss.isEmpty()) {
            return new Verdict(Word.LOSS, loss, beside);
        }
        var unproved = unproved(audit, unfinished);
        if (!unproved.isEmpty()) {
            return new Verdict(Word.NOTHING_PROVED, unproved, beside);
        }
        var behind = behind(audit, unfinished);
        return new Verdict(behind.isEmpty() ? Word.EXACT : Word.CATCHING_UP, behind, beside);
    }

    /** With a replica that says something else nothing is proved, however well all adds up here. */
    Verdict with(ReplicaFindings replicas) {
        var allReasons = new ArrayList<>(replicas.differences());
        allReasons.addAll(reasons);
        var allBeside = new ArrayList<>(beside);
        allBeside.addAll(replicas.notes());
        var isSaidBetter = replicas.differences().isEmpty() || word == Word.LOSS;
        return new Verdict(isSaidBetter ? word : Word.NOTHING_PROVED, List.copyOf(allReasons), List.copyOf(allBeside));
    }

    private static List<String> loss(AuditPicture audit, Totals totals, List<ShardPicture> shards) {
        var reasons = new ArrayList<String>();
        var known = known(audit);
        some(reasons, known, source -> source.missing() > 0, "source", source -> {
            var events = Count.of(source.missing(), "event");
            return events + " of source " + source.source() + " missing: acknowledged by the stream, and not there";
        });
        if (audit.forgotten().missing() > 0) {
            reasons.add(Count.of(audit.forgotten().missing(), "event") + " missing of sources that are long gone");
        }
        some(reasons, known, source -> source.rejected() > 0, "source", Verdict::rejected);
        if (audit.forgotten().rejected() > 0) {
            reasons.add(Count.of(audit.forgotten().rejected(), "event") + " rejected of sources that are long gone");
        }
        if (audit.contradictions() > 0) {
            reasons.add(Count.of(audit.contradictions(), "event") + " rejected: another one had the same number");
        }
        some(
                reasons,
                audit.gaps(),
                gap -> true,
                "gap",
                gap -> "records of " + gap.shardId() + " after " + gap.from() + " are lost: " + gap.what());
        var records = audit.records();
        if (records.read() != records.applied() + records.duplicates() + records.rejected() + records.control()) {
            reasons.add("the sum is wrong: " + Count.of(records.read(), "record") + " read, and "
                    + (records.applied() + records.duplicates() + records.rejected() + records.control())
                    + " accounted for");
        }
        some(
                reasons,
                shards,
                shard -> shard.records().read()
                        != shard.records().applied()
                                + shard.records().duplicates()
                                + shard.records().rejected()
                                + shard.records().control(),
                "shard",
                shard -> "the sum of " + shard.shardId() + " is wrong");
        var counted = totals.events();
        if (counted != records.applied()) {
            reasons.add(Count.of(records.applied(), "event") + " applied, and " + counted + " in the totals");
        }
        some(
                reasons,
                known,
                source -> source.produced()
                        != source.applied() + source.rejected() + source.inFlight() + source.missing(),
                "source",
                source -> "the sum of source " + source.source() + " is wrong");
        some(
                reasons,
                known,
                source -> source.standing().afterClosed() > 0,
                "source",
                source -> Count.of(source.standing().afterClosed(), "event") + " of source " + source.source()
                        + " more than it said when it closed");
        return List.copyOf(reasons);
    }

    private static List<SourcePicture> known(AuditPicture audit) {
        return audit.sources().stream()
                .filter(source -> source.standing().state() != SourceState.STRANGER)
                .toList();
    }

    private static String rejected(SourcePicture source) {
        var future = source.standing().future();
        return Count.of(source.rejected(), "event") + " of source " + source.source() + " rejected"
                + (future == source.rejected()
                        ? " (future): its clock is ahead"
                        : future > 0
                                ? " (" + future + " of them future: its clock is ahead)"
                                : ": see the dead letters");
    }

    private static List<String> unproved(AuditPicture audit, List<ShardPicture> unfinished) {
        var reasons = new ArrayList<String>();
        if (unfinished.isEmpty()) {
            reasons.add("nothing has been read: no consumer has come for any shard");
            return reasons;
        }
        if (!audit.unread().isEmpty()) {
            reasons.add("nobody reads " + audit.unread().size() + " of " + Count.of(unfinished.size(), "shard"));
        }
        if (!audit.covered() && unfinished.stream().noneMatch(shard -> shard.state() == ShardState.EXPECTED)) {
            reasons.add(String.format(
                    Locale.ROOT,
                    "of the stream's hash keys %.1f %% are read: there are shards that no consumer has come for",
                    Math.floor(audit.coverage() * 1_000) / 10));
        }
        var known = known(audit);
        if (known.isEmpty() && audit.forgotten().sources() == 0) {
            reasons.add("no source has been heard of");
        }
        some(
                reasons,
                known,
                source -> source.standing().state() == SourceState.SILENT,
                "source",
                source -> "source " + source.source() + " is silent for "
                        + Count.time(source.standing().silentSeconds()) + ", and has not closed");
        return List.copyOf(reasons);
    }

    private static List<String> behind(AuditPicture audit, List<ShardPicture> unfinished) {
        var reasons = new ArrayList<String>();
        some(
                reasons,
                unfinished,
                shard -> shard.lagSeconds() == null,
                "shard",
                shard -> "nothing has been heard of " + shard.shardId() + " yet");
        some(
                reasons,
                unfinished,
                shard -> shard.lagSeconds() != null && shard.lagSeconds() >= BEHIND_SECONDS,
                "shard",
                shard ->
                        shard.shardId() + " is " + Count.time(shard.lagSeconds().longValue()) + " behind");
        if (audit.inFlight() > 0) {
            reasons.add(Count.of(audit.inFlight(), "event") + " in flight");
        }
        return List.copyOf(reasons);
    }

    private static List<String> beside(AuditPicture audit, RankingClock.Step step) {
        var notes = new ArrayList<String>();
        some(
                notes,
                audit.sources(),
                source -> source.standing().state() == SourceState.WRITTEN_OFF,
                "source",
                source -> "source " + source.source() + " is written off with "
                        + Count.of(source.standing().acknowledged(), "event"));
        some(
                notes,
                audit.sources(),
                source -> source.standing().hasReturned(),
                "source",
                source -> "source " + source.source() + " was written off, and has spoken again");
        if (audit.garbage() > 0) {
            notes.add(Count.of(audit.garbage(), "rejected record") + " of no known source");
        }
        if (step != null) {
            notes.add(step.text());
        }
        return List.copyOf(notes);
    }

    private static <T> void some(
            List<String> sentences, List<T> all, Predicate<T> which, String name, Function<T, String> sentence) {
        var chosen = all.stream().filter(which).toList();
        chosen.stream().limit(NAMED).map(sentence).forEach(sentences::add);
        if (chosen.size() > NAMED) {
            sentences.add("and the same of " + Count.of(chosen.size() - NAMED, "more " + name));
        }
    }
}
