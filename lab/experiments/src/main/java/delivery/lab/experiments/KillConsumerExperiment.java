package delivery.lab.experiments;

import delivery.lab.launcher.Program;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Locale;

/** Consumers keep no state: one that is killed is started again, and goes on where the server says. */
final class KillConsumerExperiment implements Experiment {
    private static final int SHARDS = 4;
    private static final int RATE = 200;

    @Override
    public void run(Lab lab, Story story) {
        story.title("kill-consumer: each of " + SHARDS + " consumers is killed (SIGKILL) and started again 2 s later");
        lab.startKinesis(SHARDS);
        lab.suite().startServer();
        var consumers = new ArrayList<Program>();
        for (var shard = 0; shard < SHARDS; shard++) {
            consumers.add(lab.suite().startConsumer("consumer", "--shard", Integer.toString(shard)));
        }
        var orders = lab.startProducer("producer-main", "--rate", Integer.toString(RATE));
        lab.await("all shards are read", Duration.ofSeconds(60), () -> readShards(lab) == SHARDS);
        story.say("%d orders/s, one consumer process a shard", RATE);

        var slowest = 0.0;
        for (var shard = 0; shard < SHARDS; shard++) {
            lab.run(lab.seconds(3));
            consumers.get(shard).kill();
            var read = read(lab, shard);
            lab.run(Duration.ofSeconds(2));
            var waiting = stored(lab, shard) - read(lab, shard);
            lab.suite().startConsumer("consumer", "--shard", Integer.toString(shard));
            var target = shard;
            var took = lab.await(
                    "shard " + shard + " is read again",
                    Duration.ofSeconds(30),
                    () -> read(lab, target) >= read + waiting && waiting > 0);
            story.say(
                    "shard %d: consumer killed, %d records waited, read again %.1f s after the new one was started",
                    shard, waiting, took);
            slowest = Math.max(slowest, took);
        }
        story.claim(
                slowest < 10,
                "every shard was read again within 10 s (slowest: %.1f s, a JVM's start included)",
                slowest);
        lab.endAndAudit(story, orders);
    }

    private static long readShards(Lab lab) {
        var read = 0L;
        for (var shard : lab.suite().ranking().json().path("shards")) {
            read += shard.path("read").asLong() > 0 ? 1 : 0;
        }
        return read;
    }

    private static long read(Lab lab, int number) {
        for (var shard : lab.suite().ranking().json().path("shards")) {
            if (shard.path("shardId").asText().endsWith("-" + String.format(Locale.ROOT, "%012d", number))) {
                return shard.path("read").asLong();
            }
        }
        return 0;
    }

    private static long stored(Lab lab, int number) {
        return lab.kinesisMetrics()
                .by("local_kinesis_records_total", "shard")
                .getOrDefault(String.format(Locale.ROOT, "shardId-%012d", number), 0.0)
                .longValue();
    }
}
