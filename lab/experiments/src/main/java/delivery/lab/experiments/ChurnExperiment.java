package delivery.lab.experiments;

import delivery.kinesis.Shard;
import delivery.kinesis.ShardMap;
import delivery.kinesis.aws.SdkStream;
import delivery.lab.launcher.Program;
import delivery.lab.launcher.RankingAnswer;
import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;

/** Random splits, merges and scalings, one after the other, under load. */
final class ChurnExperiment implements Experiment {
    private static final Duration AT_MOST = Duration.ofSeconds(60);
    private static final Duration ACTIVE_LOOK = Duration.ofMillis(100);
    private static final Duration LOOK = Duration.ofMillis(25);
    private static final int RECORDS_A_SHARD = 700;
    private static final double READS_PER_SECOND = 3;
    /** What took longer is told of in any case. */
    private static final double SLOW_SECONDS = 0.5;

    private final Churn settings;
    private final Random random;
    private final int fewest;
    private final int most;

    /** Seconds from ACTIVE until every key was read again, and until all new shards had had records ranked. */
    private final List<Double> covered = new ArrayList<>();

    private final List<Double> ranked = new ArrayList<>();

    /**
     * @param rate orders a second
     * @param endpoint another Kinesis, null for our own
     */
    record Churn(int operations, long seed, int rate, String endpoint) {}

    ChurnExperiment(Churn settings) {
        this.settings = settings;
        random = new Random(settings.seed());
        fewest = 1 + settings.rate() / RECORDS_A_SHARD;
        most = fewest + 5;
    }

    @Override
    public void run(Lab lab, Story story) {
        story.title("churn: " + settings.operations() + " random splits, merges and scalings under " + settings.rate()
                + " orders/s, seed " + settings.seed());
        if (settings.endpoint() == null) {
            lab.startKinesis(fewest + 1, "--transition", "500ms");
        } else {
            lab.useKinesis(settings.endpoint(), fewest + 1);
        }
        lab.suite().startServer();
        var consumer = lab.suite()
                .startConsumer(
                        "consumer", "--all-shards", "--metrics-port", "0", "--reads-per-second=" + READS_PER_SECOND);
        var orders = lab.startProducer("producer-main", "--rate", Integer.toString(settings.rate()));
        lab.await("orders are ranked", AT_MOST, () -> lab.suite().ranking().created() > 0);
        lab.run(lab.seconds(10));
        var quietPause = longestPause(lab, consumer);
        try (var stream = lab.suite().openStream()) {
            for (var n = 1; n <= settings.operations(); n++) {
                operate(lab, story, stream, n);
            }
            // How soon a machine that is busy with other things comes to it says nothing in a short look.
            var soon = lab.isQuick() ? 20 : 2;
            claim(story, "every key of the stream was read again", covered, soon);
            claim(story, "the first records of all new shards were ranked", ranked, soon);
            var pause = longestPause(lab, consumer);
            story.claim(
                    pause <= (lab.isQuick() ? 20 : 2 / READS_PER_SECOND),
                    "longest time between two reads of a shard: %.0f ms (before the first operation %.0f ms; usual %.0f)",
                    pause * 1e3,
                    quietPause * 1e3,
                    1e3 / READS_PER_SECOND);
            if (settings.endpoint() == null) {
                EvenShares.claim(lab, story, ShardMap.of(stream.shards()).ids(), "afterwards");
            }
        }
        lab.endAndAudit(story, orders);
    }

    private void operate(Lab lab, Story story, SdkStream stream, int n) {
        var before = ShardMap.of(stream.shards()).open();
        var what = change(lab, stream, before);
        var watch = new Watch(lab, stream, before, what.child());
        lab.await(
                "the stream is ACTIVE, all keys are read and the new shards' records ranked",
                AT_MOST,
                LOOK,
                watch::look);
        covered.add(watch.coveredSeconds());
        ranked.add(watch.rankedSeconds());
        if (settings.operations() <= 10 || n % 10 == 0 || ranked.get(n - 1) > SLOW_SECONDS) {
            story.say(
                    "operation %d, %s: %d shards; covered %.2f s after ACTIVE, records of %d new one(s) after %.2f s",
                    n,
                    what.text(),
                    watch.open.size(),
                    covered.get(n - 1),
                    watch.children().size(),
                    ranked.get(n - 1));
        }
        lab.run(Duration.ofMillis(random.nextInt(500)));
    }

    /** @param child that does it, null if it has been asked for */
    private record Change(String text, Program child) {}

    private Change change(Lab lab, SdkStream stream, List<Shard> open) {
        if (random.nextInt(10) == 0) {
            var shards = otherNumber(open.size());
            return new Change(
                    "scale to " + shards,
                    lab.suite().run("stream-admin", "scale", "--yes", "--shards", Integer.toString(shards)));
        } else if (open.size() == most || open.size() > fewest && random.nextBoolean()) {
            var first = random.nextInt(open.size() - 1);
            stream.control()
                    .merge(open.get(first).shardId(), open.get(first + 1).shardId());
            return new Change("merge", null);
        }
        var shard = open.get(random.nextInt(open.size()));
        stream.control().split(shard.shardId(), within(shard));
        return new Change("split", null);
    }

    private int otherNumber(int open) {
        var shards = fewest + random.nextInt(most - fewest);
        return shards < open ? shards : shards + 1;
    }

    /** Somewhere between the quarters. */
    private BigInteger within(Shard shard) {
        var quarter = shard.endingHashKey().subtract(shard.startingHashKey()).shiftRight(2);
        var third = quarter.multiply(BigInteger.valueOf(random.nextInt(1_000))).divide(BigInteger.valueOf(500));
        return shard.startingHashKey().add(quarter).add(third).add(BigInteger.ONE);
    }

    /**
     * Sees the stream become ACTIVE, and all of it be read. A scaling is ACTIVE between its steps too; then what was seen
     * does not count.
     */
    private static final class Watch {
        private final Lab lab;
        private final SdkStream stream;
        private final List<Shard> before;
        private final Program changing;
        private List<String> open = List.of();
        private long describedAt;
        private boolean isOver;
        private long activeAt;
        private long coveredAt;
        private long rankedAt;

        Watch(Lab lab, SdkStream stream, List<Shard> before, Program changing) {
            this.lab = lab;
            this.stream = stream;
            this.before = before;
            this.changing = changing;
        }

        /** Whether there is nothing more to see. */
        boolean look() {
            if (!isOver && System.nanoTime() - describedAt >= ACTIVE_LOOK.toNanos()) {
                describe();
            }
            if (activeAt != 0) {
                var ranking = lab.suite().ranking();
                coveredAt = coveredAt == 0 && isCovered(ranking, open) ? System.nanoTime() : coveredAt;
                rankedAt = rankedAt == 0 && isRanked(ranking, children()) ? System.nanoTime() : rankedAt;
            }
            return isOver && coveredAt != 0 && rankedAt != 0;
        }

        private void describe() {
            describedAt = System.nanoTime();
            // In this order: what it did last is seen by the look that follows.
            var isChanging = changing != null && changing.isAlive();
            if (!stream.describe().status().equals("ACTIVE")) {
                activeAt = 0;
                coveredAt = 0;
                rankedAt = 0;
                return;
            }
            if (activeAt == 0) {
                activeAt = System.nanoTime();
                open = List.copyOf(ShardMap.of(stream.shards()).ids());
            }
            isOver = !isChanging;
        }

        List<String> children() {
            var children = new ArrayList<>(open);
            before.forEach(shard -> children.remove(shard.shardId()));
            return children;
        }

        double coveredSeconds() {
            return (coveredAt - activeAt) / 1e9;
        }

        double rankedSeconds() {
            return (rankedAt - activeAt) / 1e9;
        }
    }

    private static boolean isCovered(RankingAnswer ranking, List<String> open) {
        var read = new HashSet<String>();
        for (var shard : ranking.json().path("shards")) {
            if (shard.path("consumer").isTextual()) {
                read.add(shard.path("shardId").asText());
            }
        }
        return ranking.json().at("/audit/coverage").asDouble() == 1 && read.containsAll(open);
    }

    private static boolean isRanked(RankingAnswer ranking, List<String> children) {
        var ranked = new HashSet<String>();
        for (var shard : ranking.json().path("shards")) {
            if (shard.path("applied").asLong() > 0) {
                ranked.add(shard.path("shardId").asText());
            }
        }
        return ranked.containsAll(children);
    }

    private static double longestPause(Lab lab, Program consumer) {
        return Collections.max(lab.metrics(consumer)
                .by("delivery_consumer_longest_pause_seconds", "shard")
                .values());
    }

    private static void claim(Story story, String what, List<Double> seconds, double atMost) {
        var sorted = seconds.stream().sorted().toList();
        var max = sorted.get(sorted.size() - 1);
        story.claim(
                max <= atMost,
                "%s within %.0f s of ACTIVE: p50 %.2f s, p99 %.2f s, max %.2f s",
                what,
                atMost,
                share(sorted, 0.5),
                share(sorted, 0.99),
                max);
    }

    private static double share(List<Double> sorted, double share) {
        return sorted.get((int) Math.min(sorted.size() - 1, Math.floor(share * sorted.size())));
    }
}
