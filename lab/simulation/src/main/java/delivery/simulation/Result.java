package delivery.simulation;

import java.time.Duration;

/** How a seed went that went well. */
record Result(
        Plan plan,
        long traceHash,
        Duration simulated,
        long happened,
        long records,
        long duplicates,
        long fenced,
        long lost,
        long[] faults) {
    Result(
            Plan plan,
            long traceHash,
            Duration simulated,
            long happened,
            Ledger ledger,
            RankingHost server,
            Weather weather) {
        this(
                plan,
                traceHash,
                simulated,
                happened,
                ledger.records(),
                server.figures().audit().records().duplicates(),
                server.fenced(),
                ledger.lost(),
                weather.counts());
    }
}
