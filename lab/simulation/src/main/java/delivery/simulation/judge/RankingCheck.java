package delivery.simulation.judge;

import delivery.kinesis.Shard;
import delivery.lab.judge.Evidence.Stage;
import delivery.lab.judge.Judge;
import delivery.model.Position;
import delivery.ranking.state.RankingPicture.RecordedGap;
import delivery.ranking.state.RankingPicture.Totals;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.function.Supplier;

/** Says what the ranking must show, from the ledger alone, and compares. */
public final class RankingCheck {
    private final Ledger ledger;
    private final Supplier<List<Shard>> shards;
    private final Server server;

    /** The ranking server as it can be seen from without. */
    public interface Server {
        boolean isUp();

        RankingFigures figures();

        /** Of each dead letter on its disk the {@link Ledger.Entry#place}. */
        List<String> letters();
    }

    /** @param shards that the stream has */
    public RankingCheck(Ledger ledger, Supplier<List<Shard>> shards, Server server) {
        this.ledger = ledger;
        this.shards = shards;
        this.server = server;
    }

    /** Whether every shard has been read to its tip or end, and nothing is in flight. */
    public boolean isDrained() {
        if (!server.isUp()) {
            return false;
        }
        var figures = server.figures();
        return unread(figures).isEmpty()
                && figures.audit().covered()
                && figures.audit().inFlight() == unacknowledgedHoles(figures);
    }

    public String whatIsLeft() {
        if (!server.isUp()) {
            return "the server is not up";
        }
        var figures = server.figures();
        return "unread " + unread(figures) + ", in flight " + figures.audit().inFlight() + ", covered "
                + figures.audit().covered();
    }

    private List<String> unread(RankingFigures figures) {
        var seen = figures.shards();
        var unread = new ArrayList<String>();
        for (var shard : shards.get()) {
            var position = seen.get(shard.shardId());
            var tip = shard.open() ? ledger.tip(shard.shardId()) : Position.SHARD_END;
            if (position == null || !position.position().equals(tip.toString())) {
                unread.add(shard.shardId() + " at " + (position == null ? null : position.position()));
            }
        }
        return unread;
    }

    /** Numbers below one that came, which a killed source never got on the stream: nobody was told that they were. */
    private long unacknowledgedHoles(RankingFigures figures) {
        var stored = fold().sources();
        return figures.sources().entrySet().stream()
                .mapToLong(source -> source.getValue().produced()
                        - (stored.containsKey(source.getKey())
                                ? stored.get(source.getKey()).events()
                                        + stored.get(source.getKey()).lost()
                                : 0))
                .sum();
    }

    /** What must hold at every moment: nothing is called missing that is on the stream. */
    public void checkMeanwhile() {
        if (!server.isUp()) {
            return;
        }
        var figures = server.figures();
        if (figures.audit().missing() > 0) {
            var missing = fold().lost();
            Violation.unless(
                    figures.audit().missing() <= missing,
                    () -> figures.audit().missing() + " events are called missing, and only " + missing
                            + " are not on the stream");
        }
    }

    public void check() {
        var figures = server.figures();
        var expected = fold();
        Violation.unless(
                figures.picture().totals().equals(totals(expected)),
                () -> "the totals are " + figures.picture().totals() + ", from the records follow " + totals(expected));
        var missing = expected.lost();
        Violation.unless(
                figures.audit().missing() == missing && (missing == 0 || ledger.lost() > 0),
                () -> figures.audit().missing() + " events are called missing, really it is " + missing + ", and "
                        + ledger.lost() + " records expired unread");
        checkGaps(figures);
        Violation.unless(figures.audit().conflicts() == 0, () -> figures.audit().conflicts() + " conflicts");
        checkAcknowledged(expected);
        checkShards(figures);
        checkLetters(ledger, figures, server.letters());
        checkSources(figures, expected);
    }

    /** What can be read of all that was stored. */
    private Judge fold() {
        var judge = new Judge();
        for (var shardId : ledger.shardIds()) {
            judge.addShard(shardId);
            ledger.of(shardId).stream()
                    .filter(entry -> !ledger.isLost(entry))
                    .forEach(entry -> judge.add(shardId, entry.evidence()));
        }
        for (var stage : Stage.values()) {
            Violation.unless(
                    judge.twice(stage).isEmpty(), () -> "orders were " + stage + " twice: " + judge.twice(stage));
        }
        return judge;
    }

    private static Totals totals(Judge judge) {
        return new Totals(
                judge.orders(Stage.created),
                judge.price(Stage.created),
                judge.orders(Stage.assigned),
                judge.orders(Stage.completed),
                judge.price(Stage.completed));
    }

    private void checkAcknowledged(Judge expected) {
        for (var identity : ledger.acknowledged()) {
            var source = expected.sources().get(identity.source());
            Violation.unless(
                    ledger.lost() > 0 || source != null && source.has(identity.number()),
                    () -> identity + " was acknowledged and is not on the stream");
        }
    }

    /** A record that did not count and will not be read again is a dead letter, once. */
    public static void checkLetters(Ledger ledger, RankingFigures figures, List<String> letters) {
        var kept = new HashSet<String>();
        for (var letter : letters) {
            Violation.unless(kept.add(letter), () -> "a dead letter is kept twice: " + letter);
        }
        figures.shards().forEach((id, shard) -> {
            for (var entry : ledger.rejected(id, Position.parse(shard.position()))) {
                Violation.unless(
                        kept.contains(entry.place()),
                        () -> "no dead letter of " + entry + ", which " + id + " at " + shard.position()
                                + " has passed");
            }
        });
    }

    /** Loss may be reported, and may never be hidden. */
    private void checkGaps(RankingFigures figures) {
        for (var shardId : ledger.shardIds()) {
            for (var entry : ledger.of(shardId)) {
                Violation.unless(
                        !ledger.isInGap(entry)
                                || figures.audit().gaps().stream().anyMatch(gap -> holds(gap, entry)),
                        () -> entry + " expired unread, and no gap says so");
            }
        }
    }

    private static boolean holds(RecordedGap gap, Ledger.Entry entry) {
        return gap.shardId().equals(entry.shardId())
                && gap.fromMillis() <= entry.arrivedAtMillis()
                && entry.arrivedAtMillis() <= gap.toMillis();
    }

    private void checkShards(RankingFigures figures) {
        for (var shard : figures.shards().entrySet()) {
            var records = shard.getValue().records();
            var stored = ledger.of(shard.getKey()).stream()
                    .filter(entry -> !ledger.isLost(entry))
                    .count();
            Violation.unless(
                    records.read() == stored,
                    () -> shard.getKey() + " has " + stored + " records, and " + records.read() + " were read");
            Violation.unless(
                    records.read() == records.applied() + records.duplicates() + records.rejected() + records.control(),
                    () -> shard.getKey() + " does not add up: " + records);
        }
    }

    private static void checkSources(RankingFigures figures, Judge expected) {
        var sources = figures.sources();
        for (var stored : expected.sources().entrySet()) {
            var facts = stored.getValue();
            var source = sources.get(stored.getKey());
            if (source == null) {
                // It may have been idle for longer than the stream keeps its records.
                Violation.unless(
                        figures.audit().forgotten().sources() > 0,
                        () -> stored.getKey() + " has produced " + facts.acknowledged()
                                + ", the audit knows nothing of it");
                continue;
            }
            Violation.unless(
                    source.produced() >= facts.acknowledged(),
                    () -> stored.getKey() + " has produced " + facts.acknowledged() + ", the audit says " + source);
            Violation.unless(
                    source.applied() == facts.events() && source.missing() == facts.lost(),
                    () -> stored.getKey() + " has " + facts.events() + " events on the stream, the audit says "
                            + source);
            Violation.unless(
                    source.closed() == facts.isClosed(),
                    () -> stored.getKey() + " is closed or not, the audit says " + source);
        }
    }
}
