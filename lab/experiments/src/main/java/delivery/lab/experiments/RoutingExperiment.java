package delivery.lab.experiments;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The same orders and drivers, spread over the shards in five ways. */
final class RoutingExperiment implements Experiment {
    private static final int SHARDS = 4;
    private static final int RATE = 1_200;
    private static final String HEADING = "%-8s %-28s %8s %9s %8s %8s %12s %8s";
    private static final String ROW = "%-8s %-28s %8.2f %9.0f %8d %8d %12d %8d";

    /** @param shards with records */
    private record Row(int shards, double unevenness, double throttled, long p99, long outOfOrder, long missing) {}

    @Override
    public void run(Lab lab, Story story) {
        story.title("routing: " + RATE + " orders/s and 100 drivers on " + SHARDS
                + " shards of 1,000 records/s each, five ways to spread the records");
        story.row(
                HEADING,
                "routing",
                "records per shard",
                "max/mean",
                "throttled",
                "p50 ms",
                "p99 ms",
                "out of order",
                "missing");
        var rows = new HashMap<String, Row>();
        for (var routing : List.of("cycle", "order", "region", "random", "hot")) {
            rows.put(routing, round(lab, story, routing));
        }
        story.claim(
                rows.values().stream().allMatch(row -> row.missing() == 0), "nothing is missing, however it is spread");
        story.claim(rows.get("cycle").unevenness() <= 1.05, "cycle is even");
        story.claim(
                rows.get("order").outOfOrder() == 0 && rows.get("region").outOfOrder() == 0,
                "order and region keep each order's events in order");
        story.claim(
                rows.get("hot").shards() == 1 && rows.get("hot").throttled() > 0, "hot runs into one shard's quota");
    }

    private static Row round(Lab lab, Story story, String routing) {
        lab.startKinesis(SHARDS, "--seed", "1");
        var tail = lab.suite().run("stream-admin", "tail", "--from", "trim-horizon", "--json");
        var drivers = lab.startProducer(
                "producer-driver", "--drivers", "100", "--time-scale", "20", "--rest", "1s", "--routing", routing);
        drivers.awaitLog("drivers at");
        var orders = lab.startProducer(
                "producer-main",
                "--rate",
                Integer.toString(RATE),
                "--duration",
                lab.seconds(6).toMillis() + "ms",
                "--routing",
                routing,
                "--no-shard-limits");
        lab.await("the orders are made", Duration.ofSeconds(60), () -> !orders.isAlive());
        drivers.terminate();
        lab.await(
                "both sources are through",
                Duration.ofSeconds(60),
                () -> SeenRecords.of(tail.stdout()).closedSources() == 2);
        // Their last words are in one shard, and the last events may be in another that is read a moment later.
        lab.run(Duration.ofSeconds(2));
        var throttled = lab.kinesisMetrics().sum("local_kinesis_throttled_puts_total");
        lab.suite().close();
        return row(story, routing, SeenRecords.of(tail.stdout()), throttled);
    }

    private static Row row(Story story, String routing, SeenRecords seen, double throttled) {
        Map<String, Long> shards = seen.recordsPerShard();
        var statistics = shards.values().stream().mapToLong(Long::longValue).summaryStatistics();
        var row = new Row(
                shards.size(),
                (double) statistics.getMax() * SHARDS / statistics.getSum(),
                throttled,
                seen.delayMillis(0.99),
                seen.outOfOrder(),
                seen.missing());
        story.row(
                ROW,
                routing,
                shards.values().stream().map(String::valueOf).collect(Collectors.joining(" ")),
                row.unevenness(),
                throttled,
                seen.delayMillis(0.5),
                row.p99(),
                row.outOfOrder(),
                row.missing());
        return row;
    }
}
