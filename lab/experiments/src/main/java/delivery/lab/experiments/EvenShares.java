package delivery.lab.experiments;

import java.util.Collection;
import java.util.TreeMap;

/** Whether each open shard gets as many records as any other. */
final class EvenShares {
    private static final double EVEN = 1.05;
    private static final String RECORDS = "local_kinesis_records_total";

    private EvenShares() {}

    /**
     * Looks for nine seconds, or three in a short run.
     *
     * @param open by the stream's own list
     * @param since how the story calls the time from now on
     */
    static void claim(Lab lab, Story story, Collection<String> open, String since) {
        var before = lab.kinesisMetrics().by(RECORDS, "shard");
        lab.run(lab.seconds(9));
        var written = new TreeMap<>(lab.kinesisMetrics().by(RECORDS, "shard"));
        written.replaceAll((shard, records) -> records - before.getOrDefault(shard, 0.0));
        written.keySet().retainAll(open);
        var records = written.values().stream().mapToDouble(Double::doubleValue).summaryStatistics();
        story.claim(
                records.getMax() <= EVEN * records.getMin(),
                "records per open shard %s: %.0f to %.0f, max/min %.3f",
                since,
                records.getMin(),
                records.getMax(),
                records.getMax() / records.getMin());
    }
}
