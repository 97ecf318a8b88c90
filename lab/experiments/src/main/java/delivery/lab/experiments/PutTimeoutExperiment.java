package delivery.lab.experiments;

/** A put that is stored and never answered is put again: the stream has it twice, and the ranking counts it once. */
final class PutTimeoutExperiment implements Experiment {
    private static final int SHARDS = 4;
    private static final int RATE = 200;

    @Override
    public void run(Lab lab, Story story) {
        story.title(
                "put-timeout: one PutRecords call in twenty is stored, and the connection closed without an answer");
        lab.startKinesis(SHARDS, "--fault", "put:timeout=0.05", "--seed", "1");
        lab.suite().startServer();
        lab.suite().startConsumer("consumer", "--all-shards");
        var orders = lab.startProducer("producer-main", "--rate", Integer.toString(RATE));
        story.say("%d orders/s to %d shards", RATE, SHARDS);
        // A machine that is busy takes a while to start it: the time counts from its first orders on.
        orders.awaitLog("orders/s to");
        lab.run(lab.seconds(15));
        var unanswered = (long) lab.kinesisMetrics().sum("local_kinesis_faults_total");
        story.say("%d calls were stored and not answered", unanswered);
        story.claim(unanswered > 0, "calls went unanswered: %d", unanswered);

        var ranking = lab.endAndAudit(story, orders);
        var duplicates = ranking.audit("duplicates");
        story.claim(duplicates > 0, "the stream has %d events twice, so the test bites", duplicates);
        var counted = ranking.created();
        var produced = ranking.json().at("/audit/sources/0/produced").asLong();
        story.claim(counted == produced, "orders counted: %d of %d, each once", counted, produced);
    }
}
