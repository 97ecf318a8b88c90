package delivery.lab.experiments;

import delivery.kinesis.ShardMap;
import delivery.lab.launcher.RankingAnswer;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;

/** 2 -> 8 -> 3 shards while orders come in: nothing is lost, and the new shards have their even share at once. */
final class ReshardExperiment implements Experiment {
    private static final int RATE = 400;
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
        // By the stream's own list: for the ranking a shard that was closed is open until it has been read to its end.
        var open = open(lab);
        var covered = lab.await(
                "the old shards are read to their end and every new one's records are ranked",
                Duration.ofSeconds(60),
                () -> ranked(lab.suite().ranking()).equals(open));
        story.claim(
                covered <= SOON,
                "the old shards are read to their end, and records of all %d new ones ranked, %.1f s later",
                shards,
                covered);
        EvenShares.claim(lab, story, open, "since");
    }

    private static Set<String> open(Lab lab) {
        try (var stream = lab.suite().openStream()) {
            return Set.copyOf(ShardMap.of(stream.shards()).ids());
        }
    }

    /** Those that are open for the ranking, if each of them has had records ranked; empty otherwise. */
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
