package delivery.simulation;

import java.time.Duration;

/** How a seed went that went well. */
record Result(
        Plan plan,
        long traceHash,
        Duration simulated,
        long events,
        long records,
        long duplicates,
        long rewinds,
        long fenced,
        long[] faults) {
    Result(
            Plan plan,
            long traceHash,
            Duration simulated,
            long events,
            Ledger ledger,
            RankingHost server,
            Weather weather) {
        this(
                plan,
                traceHash,
                simulated,
                events,
                ledger.records(),
                server.figures().records().duplicates(),
                server.rewinds(),
                server.fenced(),
                weather.counts());
    }
}
