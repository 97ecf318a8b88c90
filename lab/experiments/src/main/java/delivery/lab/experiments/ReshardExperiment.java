package delivery.lab.experiments;

import delivery.lab.launcher.RankingAnswer;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeMap;

/** 2 -> 8 -> 3 shards while orders come in: nothing is lost, and the new shards have their even share at once. */
final class ReshardExperiment implements Experiment {
    private static final int RATE = 400;
    private static final double EVEN = 1.05;
    private static final double SOON = 2;

    @Override
    public void run(Lab lab, Story story) {
        story.title("reshard: 2 -> 8 -> 3 shards under " + RATE + " orders/s, by stream-admin scale");
        lab.startKinesis(2, "--transition", "1s");
        lab.suite().startServer();
        lab.suite().startConsumer("consumer", "--all-shards");
        var orders = lab.startProducer("producer-main", "--rate", Integer.toString(RATE));
        lab.await(
                "orders are ranked",
                Duration.ofSeconds(60),
                () -> lab.suite().ranking().created() > 0);
        lab.run(lab.seconds(5));
        scale(lab, story, 8);
        scale(lab, story, 3);
        lab.endAndAudit(story, orders);
    }

    private static void scale(Lab lab, Story story, int shards) {
        var change =
                Lab.json(lab.suite().admin("scale", "--yes", "--shards", Integer.toString(shards), "--wait", "--json"));
        story.say(
                "ACTIVE with %d shards, after %d steps",
                shards, change.path("steps").size());
        var covered = lab.await(
                "the old shards are read to their end and every new one's records are ranked",
                Duration.ofSeconds(60),
                () -> ranked(lab.suite().ranking()).size() == shards);
        story.claim(
                covered <= SOON,
                "the old shards are read to their end, and records of all %d new ones ranked, %.1f s later",
                shards,
                covered);
        var open = ranked(lab.suite().ranking());
        var before = lab.kinesisMetrics().by("local_kinesis_records_total", "shard");
        lab.run(lab.seconds(9));
        var written = new TreeMap<>(lab.kinesisMetrics().by("local_kinesis_records_total", "shard"));
        written.replaceAll((shard, records) -> records - before.getOrDefault(shard, 0.0));
        written.keySet().retainAll(open);
        var statistics =
                written.values().stream().mapToDouble(Double::doubleValue).summaryStatistics();
        story.claim(
                statistics.getMax() <= EVEN * statistics.getMin(),
                "records per open shard since: %.0f to %.0f, max/min %.3f",
                statistics.getMin(),
                statistics.getMax(),
                statistics.getMax() / statistics.getMin());
    }

    /** The open shards, if each of them has had records ranked; empty otherwise. */
    private static Set<String> ranked(RankingAnswer ranking) {
        var open = new HashSet<String>();
        for (var shard : ranking.json().path("shards")) {
            if (shard.path("state").asText().equals("OPEN")) {
                if (shard.path("applied").asLong() == 0) {
                    return Set.of();
                }
                open.add(shard.path("shardId").asText());
            }
        }
        return open;
    }
}
