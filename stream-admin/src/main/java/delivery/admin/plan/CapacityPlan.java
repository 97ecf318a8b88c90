package delivery.admin.plan;

import delivery.kinesis.KinesisLimits;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/**
 * How many shards a demand needs, and what it can expect of them. Records are taken to spread evenly, as the hash-key
 * cycle spreads them. Rules without a stream.
 */
record CapacityPlan(Demand demand, List<Need> needs) {
    /**
     * One limit.
     *
     * @param perShard what one shard gives
     * @param asked of the whole stream, in the same unit
     */
    record Need(String limit, double perShard, double asked) {
        int shards() {
            return (int) Math.max(1, Math.ceil(asked / perShard));
        }

        /** Share of the limit that is used with so many shards: 1 is all. */
        double used(int shards) {
            return asked / perShard / shards;
        }
    }

    static CapacityPlan of(Demand demand) {
        var bytes = demand.bytesPerSecond();
        var reads = readsPerReader(demand);
        return new CapacityPlan(
                demand,
                List.of(
                        new Need(
                                "records written/s", KinesisLimits.WRITE_RECORDS_PER_SECOND, demand.recordsPerSecond()),
                        new Need("bytes written/s", KinesisLimits.WRITE_BYTES_PER_SECOND, bytes),
                        new Need(
                                "bytes read/s, all readers",
                                KinesisLimits.READ_BYTES_PER_SECOND,
                                bytes * demand.readers()),
                        new Need("records in one read", KinesisLimits.PAGE_RECORDS, demand.recordsPerSecond() / reads),
                        new Need("bytes in one read", KinesisLimits.PAGE_BYTES, bytes / reads)));
    }

    /** The fewest that do. */
    int shards() {
        return binding().shards();
    }

    /** The limit that is nearest to being used up; it decides on the shards. */
    Need binding() {
        return needs.stream()
                .max(Comparator.comparingDouble(need -> need.used(1)))
                .orElseThrow();
    }

    /** GetRecords calls a second that arrive at each shard, however many shards there are. */
    double callsPerShard() {
        return demand.readers() * demand.readsPerSecond();
    }

    /** Whether each shard takes all the calls. More shards are of no help if not: every reader polls each of them. */
    boolean readsFit() {
        return callsPerShard() <= KinesisLimits.READ_CALLS_PER_SECOND;
    }

    /** Why so many shards do not do, each with what would; empty if they do. */
    List<String> misfit(int shards) {
        var why = new ArrayList<String>();
        if (shards < shards()) {
            why.add(shards + " shard(s) are too few by " + binding().limit() + ", give " + shards());
        }
        if (!readsFit()) {
            why.add(String.format(
                    Locale.ROOT,
                    "each shard answers %d GetRecords calls/s and is asked for %s, read at most %s times a second",
                    KinesisLimits.READ_CALLS_PER_SECOND,
                    Plan.number(callsPerShard()),
                    Plan.number(readsPerReader())));
        }
        return why;
    }

    /** Calls a second that one reader gets answered, on each shard. */
    double readsPerReader() {
        return readsPerReader(demand);
    }

    /** Seconds from being stored to being read, on average: half of the time between two reads, and filling up. */
    double meanDelaySeconds() {
        return maxDelaySeconds() / 2;
    }

    /** The same at worst; the time of the calls themselves comes on top. */
    double maxDelaySeconds() {
        return 1 / readsPerReader() + (demand.aggregated() ? Demand.AGGREGATE_SECONDS : 0);
    }

    private static double readsPerReader(Demand demand) {
        return Math.min(
                demand.readsPerSecond(), (double) KinesisLimits.READ_CALLS_PER_SECOND / Math.max(1, demand.readers()));
    }
}
