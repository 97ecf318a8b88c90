package delivery.simulation;

import java.time.Duration;

/** How a seed went that went well. */
record Result(
        long traceHash,
        Duration simulated,
        long happened,
        long records,
        long duplicates,
        long fenced,
        long lost,
        long[] faults) {}
