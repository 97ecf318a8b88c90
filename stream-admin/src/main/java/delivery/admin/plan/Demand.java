package delivery.admin.plan;

/**
 * What is asked of a stream.
 *
 * @param rate events a second, above 0
 * @param eventBytes of one event, its partition key included: 1 to 10 MiB
 * @param readers applications that poll every shard, 0 or more
 * @param readsPerSecond GetRecords calls a second of one reader on each shard, above 0
 * @param aggregated whether producers put many events into one record, as the Kinesis Producer Library does
 */
record Demand(double rate, int eventBytes, int readers, double readsPerSecond, boolean aggregated) {
    /** What one aggregated record holds at most: one PUT payload unit. */
    static final int AGGREGATE_BYTES = Prices.PUT_UNIT;
    /** How long an aggregated record waits to fill, at most; the library's default. */
    static final double AGGREGATE_SECONDS = 0.1;

    double bytesPerSecond() {
        return rate * eventBytes;
    }

    /** Records as Kinesis counts them. Aggregated by one producer: when full, or after a tenth of a second. */
    double recordsPerSecond() {
        return aggregated ? Math.min(rate, Math.max(1 / AGGREGATE_SECONDS, bytesPerSecond() / AGGREGATE_BYTES)) : rate;
    }

    double recordBytes() {
        return bytesPerSecond() / recordsPerSecond();
    }
}
