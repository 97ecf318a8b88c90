package delivery.bench.kinesis;

/** What one load came to; the CPU time is the server's. */
record Throughput(long count, double seconds, double cpuSeconds) {
    double perSecond() {
        return count / seconds;
    }

    double cpuSecondsPerMillion() {
        return 1e6 * cpuSeconds / count;
    }
}
