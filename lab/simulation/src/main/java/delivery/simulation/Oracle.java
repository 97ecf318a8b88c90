package delivery.simulation;

import delivery.model.OrderAssigned;
import delivery.model.OrderCompleted;
import delivery.model.OrderCreated;
import delivery.model.OrderEvent;
import delivery.model.OrderId;
import delivery.model.Position;
import delivery.model.SourceProgress;
import delivery.ranking.Figures;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.LongStream;

/** Says what the ranking must show, from the ledger alone, and compares. */
final class Oracle {
    private final Ledger ledger;
    private final ShardLists shards;
    private final RankingHost server;

    Oracle(Ledger ledger, ShardLists shards, RankingHost server) {
        this.ledger = ledger;
        this.shards = shards;
        this.server = server;
    }

    /** Whether every shard has been read to its tip or end, and nothing is in flight. */
    boolean isDrained() {
        if (!server.isUp()) {
            return false;
        }
        var figures = server.figures();
        return unread(figures).isEmpty() && figures.covered() && figures.inFlight() == unacknowledgedHoles(figures);
    }

    String whatIsLeft() {
        if (!server.isUp()) {
            return "the server is not up";
        }
        var figures = server.figures();
        return "unread " + unread(figures) + ", in flight " + figures.inFlight() + ", covered " + figures.covered();
    }

    private List<String> unread(Figures figures) {
        var seen = figures.shards();
        var unread = new ArrayList<String>();
        for (var shard : shards.present()) {
            var position = seen.get(shard.shardId());
            var tip = shard.open() ? ledger.tip(shard.shardId()) : Position.SHARD_END;
            if (position == null || !position.position().equals(tip.toString())) {
                unread.add(shard.shardId() + " at " + (position == null ? null : position.position()));
            }
        }
        return unread;
    }

    /** Numbers below one that came, which a killed source never got on the stream: nobody was told that they were. */
    private long unacknowledgedHoles(Figures figures) {
        var expected = fold();
        return figures.sources().entrySet().stream()
                .mapToLong(source -> source.getValue().produced()
                        - expected.numbers(source.getKey()).size()
                        - expected.missing(source.getKey()))
                .sum();
    }

    /** What must hold at every moment: nothing is called missing that is on the stream. */
    void checkMeanwhile() {
        if (!server.isUp()) {
            return;
        }
        var figures = server.figures();
        if (figures.missing() > 0) {
            var expected = fold();
            var missing = expected.claimed.keySet().stream()
                    .mapToLong(expected::missing)
                    .sum();
            Violation.unless(
                    figures.missing() <= missing,
                    () -> figures.missing() + " events are called missing, and only " + missing
                            + " are not on the stream");
        }
    }

    void check() {
        var figures = server.figures();
        var expected = fold();
        Violation.unless(
                figures.totals().equals(expected.totals()),
                () -> "the totals are " + figures.totals() + ", from the records follow " + expected.totals());
        var missing =
                expected.claimed.keySet().stream().mapToLong(expected::missing).sum();
        Violation.unless(
                figures.missing() == missing && (missing == 0 || ledger.lost() > 0),
                () -> figures.missing() + " events are called missing, really it is " + missing + ", and "
                        + ledger.lost() + " records expired unread");
        checkGaps(figures);
        Violation.unless(figures.conflicts() == 0, () -> figures.conflicts() + " conflicts");
        checkAcknowledged(expected);
        checkShards(figures);
        checkSources(figures, expected);
    }

    /**
     * @param bySource the distinct numbers of each source
     * @param closedAt what each closed source said at its end
     */
    private record Expected(
            Figures.Totals totals, Map<String, Set<Long>> bySource, Map<String, Long> claimed, Set<String> closed) {
        Set<Long> numbers(String source) {
            return bySource.getOrDefault(source, Set.of());
        }

        /** What the source had acknowledged, and nobody can read any more. */
        long missing(String source) {
            return LongStream.rangeClosed(1, claimed.getOrDefault(source, 0L))
                    .filter(number -> !numbers(source).contains(number))
                    .count();
        }
    }

    private Expected fold() {
        var seen = new HashSet<Ledger.Identity>();
        var assignedBy = new HashMap<OrderId, Ledger.Identity>();
        var completedBy = new HashMap<OrderId, Ledger.Identity>();
        var bySource = new HashMap<String, Set<Long>>();
        var claimed = new HashMap<String, Long>();
        var closed = new HashSet<String>();
        long created = 0;
        long createdPrice = 0;
        long completedPrice = 0;
        for (var shardId : ledger.shardIds()) {
            for (var entry : ledger.of(shardId)) {
                if (ledger.isLost(entry)) {
                    continue;
                }
                if (entry.event() instanceof SourceProgress progress) {
                    claimed.merge(progress.source(), progress.acknowledged(), Math::max);
                    if (progress.closed()) {
                        closed.add(progress.source());
                    }
                }
                if (!(entry.event() instanceof OrderEvent event) || !seen.add(Ledger.Identity.of(event))) {
                    continue;
                }
                bySource.computeIfAbsent(event.source(), source -> new HashSet<>())
                        .add(event.number());
                if (event instanceof OrderCreated order) {
                    created++;
                    createdPrice += order.price();
                } else if (event instanceof OrderAssigned) {
                    once(assignedBy, event, "assigned");
                } else if (event instanceof OrderCompleted order) {
                    once(completedBy, event, "completed");
                    completedPrice += order.price();
                }
            }
        }
        return new Expected(
                new Figures.Totals(created, createdPrice, assignedBy.size(), completedBy.size(), completedPrice),
                bySource,
                claimed,
                closed);
    }

    private static void once(Map<OrderId, Ledger.Identity> by, OrderEvent event, String what) {
        var first = by.putIfAbsent(event.orderId(), Ledger.Identity.of(event));
        Violation.unless(
                first == null,
                () -> "order " + event.orderId() + " was " + what + " twice: " + first + " and "
                        + Ledger.Identity.of(event));
    }

    private void checkAcknowledged(Expected expected) {
        for (var identity : ledger.acknowledged()) {
            Violation.unless(
                    ledger.lost() > 0 || expected.numbers(identity.source()).contains(identity.number()),
                    () -> identity + " was acknowledged and is not on the stream");
        }
    }

    /** Loss may be reported, and may never be hidden. */
    private void checkGaps(Figures figures) {
        for (var shardId : ledger.shardIds()) {
            for (var entry : ledger.of(shardId)) {
                Violation.unless(
                        !ledger.isInGap(entry)
                                || figures.gaps().stream().anyMatch(gap -> gap.holds(shardId, entry.arrivedAtMillis())),
                        () -> entry + " expired unread, and no gap says so");
            }
        }
    }

    private void checkShards(Figures figures) {
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

    private static void checkSources(Figures figures, Expected expected) {
        var sources = figures.sources();
        for (var claim : expected.claimed.entrySet()) {
            var source = sources.get(claim.getKey());
            if (source == null && figures.forgottenSources() > 0) {
                // It was idle for longer than the stream keeps its records.
                continue;
            }
            var numbers = expected.numbers(claim.getKey());
            Violation.unless(
                    source != null && source.produced() >= claim.getValue(),
                    () -> claim.getKey() + " has produced " + claim.getValue() + ", the audit says " + source);
            Violation.unless(
                    source.applied() == numbers.size() && source.missing() == expected.missing(claim.getKey()),
                    () -> claim.getKey() + " has " + numbers.size() + " events on the stream, the audit says "
                            + source);
            Violation.unless(
                    source.closed() == expected.closed.contains(claim.getKey()),
                    () -> claim.getKey() + " is closed or not, the audit says " + source);
        }
    }
}
