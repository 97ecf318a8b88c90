package delivery.lab.experiments;

import java.time.Duration;

/** What stream-admin plan predicts, held against a stream with the quotas of AWS: just under a limit, and just over. */
final class CapacityExperiment implements Experiment {
    @Override
    public void run(Lab lab, Story story) {
        story.title("capacity: what stream-admin plan says, tried just under and just over the limits");
        write(lab, story, 900);
        write(lab, story, 1_300);
        read(lab, story, 2);
        read(lab, story, 4);
    }

    /** One shard, and one producer that keeps to its quota: what is over has to wait, and more of it all the time. */
    private static void write(Lab lab, Story story, int rate) {
        var shards = lab.plan(rate, 1, 3).path("shards").asInt();
        story.say("%d orders/s: the plan says %d shard(s)", rate, shards);
        lab.startKinesis(1);
        var orders = lab.startProducer("producer-main", "--rate", Integer.toString(rate));
        lab.await("orders are stored", Duration.ofSeconds(60), () -> stored(lab) > 0);
        var before = stored(lab);
        var begin = System.nanoTime();
        lab.run(lab.seconds(8));
        var perSecond = (stored(lab) - before) / ((System.nanoTime() - begin) / 1e9);
        var waiting = lab.metrics(orders).sum("delivery_producer_unstored_records");
        story.claim(
                shards == 1 == waiting < rate / 2.0,
                "with one shard: %.0f records/s are stored, %.0f wait in the producer (%.1f s)",
                perSecond,
                waiting,
                waiting / rate);
        lab.suite().close();
    }

    /** Two readers of one shard, each so many times a second. */
    private static void read(Lab lab, Story story, int reads) {
        var fit = lab.plan(30, 2, reads).path("readsFit").asBoolean();
        story.say("2 readers at %d reads/s each: the plan says that they %s", reads, fit ? "fit" : "do not fit");
        lab.startKinesis(1);
        lab.suite().startServer();
        lab.suite().startConsumer("consumer", "--all-shards", "--reads-per-second", Integer.toString(reads));
        lab.startProducer("producer-driver", "--reads-per-second", Integer.toString(reads));
        lab.startProducer("producer-main", "--rate", "30");
        lab.await(
                "orders are ranked",
                Duration.ofSeconds(60),
                () -> lab.suite().ranking().created() > 0);
        lab.run(lab.seconds(8));
        var refused = lab.kinesisMetrics().sum("local_kinesis_throttled_reads_total");
        story.claim(fit == (refused == 0), "with one shard: %.0f reads refused", refused);
        lab.suite().close();
    }

    private static double stored(Lab lab) {
        return lab.kinesisMetrics().sum("local_kinesis_records_total");
    }
}
