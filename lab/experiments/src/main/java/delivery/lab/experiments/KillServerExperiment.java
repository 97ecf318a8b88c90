package delivery.lab.experiments;

import java.time.Duration;

/** The server owns state and positions; killed and started again, it gets the rest from the stream. */
final class KillServerExperiment implements Experiment {
    private static final int SHARDS = 4;
    private static final int RATE = 300;
    private static final int KILLS = 3;

    @Override
    public void run(Lab lab, Story story) {
        story.title(
                "kill-server: the ranking server is killed (SIGKILL) " + KILLS + " times and started again 1 s later");
        lab.startKinesis(SHARDS);
        var state = lab.suite().launcher().newFolder("state").toString();
        var server = lab.suite().startServer("--state-dir", state);
        var consumer = lab.suite().startConsumer("consumer", "--all-shards");
        var orders = lab.startProducer("producer-main", "--rate", Integer.toString(RATE));
        lab.await("orders are ranked", Duration.ofSeconds(60), () -> created(lab) > 0);
        story.say("%d orders/s, %d shards", RATE, SHARDS);

        var slowest = 0.0;
        for (var kill = 1; kill <= KILLS; kill++) {
            lab.run(lab.seconds(6));
            var before = created(lab);
            server.kill();
            lab.run(Duration.ofSeconds(1));
            var begin = System.nanoTime();
            server = lab.suite().startServerAgain("--state-dir", state);
            server.awaitLine("listening on");
            lab.await("all is ranked again", Duration.ofSeconds(60), () -> created(lab) >= before);
            var took = (System.nanoTime() - begin) / 1e9;
            story.say("killed with %d orders ranked; ranked again %.1f s after the new start", before, took);
            slowest = Math.max(slowest, took);
        }
        story.claim(
                slowest < 15, "all was ranked again within 15 s (slowest: %.1f s, a JVM's start included)", slowest);
        story.claim(consumer.isAlive(), "the consumer was never started again");
        lab.endAndAudit(story, orders);
    }

    private static long created(Lab lab) {
        return lab.suite().ranking().created();
    }
}
