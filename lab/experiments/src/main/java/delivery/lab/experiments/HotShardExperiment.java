package delivery.lab.experiments;

import delivery.lab.launcher.Program;
import java.time.Duration;

/** One shard of two gets more than it takes; split in two, its halves take it. */
final class HotShardExperiment implements Experiment {
    private static final int RATE = 1_300;
    private static final int QUOTA = 1_000;

    @Override
    public void run(Lab lab, Story story) {
        story.title("hot-shard: " + RATE + " records/s for one shard of two, which takes " + QUOTA);
        lab.startKinesis(2, "--transition", "1s");
        lab.suite().startServer();
        lab.suite().startConsumer("consumer", "--all-shards");
        var orders = lab.startProducer(
                "producer-main", "--rate", Integer.toString(RATE), "--routing", "hot", "--no-shard-limits");
        lab.await("the shard refuses", Duration.ofSeconds(60), () -> refused(lab) > 0);
        var stored = stored(lab);
        var begin = System.nanoTime();
        lab.run(lab.seconds(6));
        var perSecond = (stored(lab) - stored) / ((System.nanoTime() - begin) / 1e9);
        var waiting = waiting(lab, orders);
        story.say(
                "overloaded: it takes %.0f records/s and has refused %.0f; %.0f wait in the producer",
                perSecond, refused(lab), waiting);
        story.claim(
                perSecond < 1.05 * QUOTA && writtenShards(lab) == 1,
                "the hot shard takes no more than its quota, the other one is idle");
        story.claim(waiting > 100, "the rest waits, nothing is dropped");

        lab.suite().admin("split", "--shard", "0", "--wait");
        story.say("shard 0 is split, the stream is ACTIVE again");
        var took = lab.await("the producer has caught up", Duration.ofSeconds(40), () -> waiting(lab, orders) < 50);
        story.say("the producer has caught up, %.1f s later", took);
        lab.run(Duration.ofSeconds(2));
        var before = refused(lab);
        lab.run(lab.seconds(6));
        story.claim(refused(lab) == before, "since then nothing was refused: each half takes %d records/s", RATE / 2);
        lab.endAndAudit(story, orders);
    }

    private static double refused(Lab lab) {
        return lab.kinesisMetrics().sum("local_kinesis_throttled_puts_total");
    }

    private static double stored(Lab lab) {
        return lab.kinesisMetrics().sum("local_kinesis_records_total");
    }

    private static long writtenShards(Lab lab) {
        return lab.kinesisMetrics().by("local_kinesis_records_total", "shard").values().stream()
                .filter(records -> records > 0)
                .count();
    }

    private static double waiting(Lab lab, Program producer) {
        return lab.metrics(producer).sum("delivery_producer_unstored_records");
    }
}
