package delivery.simulation;

import delivery.simulation.world.Mishap;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** What came of many seeds. Thread-safe. */
final class Tally {
    static final int FAILURES_SHOWN = 20;

    private final long startNanos = System.nanoTime();
    private final Map<Long, Throwable> failures = new TreeMap<>();
    private final long[] faults = new long[Mishap.values().length];
    private long seeds;
    private Duration simulated = Duration.ZERO;
    private long happened;
    private long records;
    private long aggregated;
    private long duplicates;
    private long fenced;
    private long lost;

    synchronized void add(SeedRun.Result result) {
        seeds++;
        simulated = simulated.plus(result.simulated());
        happened += result.happened();
        records += result.records();
        aggregated += result.aggregated();
        duplicates += result.duplicates();
        fenced += result.fenced();
        lost += result.lost();
        for (var i = 0; i < faults.length; i++) {
            faults[i] += result.faults()[i];
        }
    }

    synchronized void failed(long seed, Throwable cause) {
        seeds++;
        failures.put(seed, cause);
    }

    synchronized Map<Long, Throwable> failures() {
        return new TreeMap<>(failures);
    }

    synchronized long faults(Mishap fault) {
        return faults[fault.ordinal()];
    }

    synchronized long duplicates() {
        return duplicates;
    }

    /**
     * For machines.
     *
     * @param films of the seeds that failed
     */
    synchronized Map<String, Object> facts(Map<Long, Path> films) {
        var facts = new LinkedHashMap<String, Object>();
        facts.put("seeds", seeds);
        facts.put("seconds", (System.nanoTime() - startNanos) / 1e9);
        facts.put("simulatedHours", simulated.toMillis() / 3.6e6);
        facts.put("events", happened);
        facts.put("records", records);
        facts.put("duplicates", duplicates);
        facts.put("expiredUnread", lost);
        facts.put("fenced", fenced);
        var mishaps = new LinkedHashMap<String, Long>();
        for (var fault : Mishap.values()) {
            mishaps.put(fault.name().toLowerCase(Locale.ROOT), faults[fault.ordinal()]);
        }
        facts.put("faults", mishaps);
        facts.put(
                "failures",
                failures.entrySet().stream()
                        .map(failure -> Map.of(
                                "seed",
                                failure.getKey(),
                                "why",
                                failure.getValue().toString(),
                                "recorded",
                                films.containsKey(failure.getKey())
                                        ? films.get(failure.getKey()).toString()
                                        : ""))
                        .toList());
        return facts;
    }

    /** @param films of the seeds that failed */
    synchronized void print(PrintStream out, Map<Long, Path> films) {
        var seconds = (System.nanoTime() - startNanos) / 1e9;
        var hours = simulated.toMillis() / 3.6e6;
        out.printf(Locale.ROOT, "seeds                            %,d in %.1f s%n", seeds, seconds);
        out.printf(Locale.ROOT, "failing seeds                    %,d%n", failures.size());
        out.printf(Locale.ROOT, "simulated hours                  %,.1f (%.1f a second)%n", hours, hours / seconds);
        out.printf(Locale.ROOT, "events of the scheduler          %,d%n", happened);
        out.printf(Locale.ROOT, "records on the streams           %,d%n", records);
        out.printf(Locale.ROOT, "aggregated among them            %,d%n", aggregated);
        out.printf(Locale.ROOT, "duplicates among them            %,d%n", duplicates);
        out.printf(Locale.ROOT, "expired unread, and reported     %,d%n", lost);
        out.printf(Locale.ROOT, "consumers fenced                 %,d%n", fenced);
        for (var fault : Mishap.values()) {
            out.printf(
                    Locale.ROOT,
                    "%-32s %,d%n",
                    fault.name().toLowerCase(Locale.ROOT).replace('_', ' '),
                    faults[fault.ordinal()]);
        }
        failures.entrySet().stream().limit(FAILURES_SHOWN).forEach(failure -> {
            out.printf(Locale.ROOT, "%nseed %d fails: %s%n", failure.getKey(), failure.getValue());
            out.printf(Locale.ROOT, "  scripts/simulate.sh --seed %d --trace%n", failure.getKey());
            if (films.containsKey(failure.getKey())) {
                out.printf(Locale.ROOT, "  ./delivery replay %s%n", films.get(failure.getKey()));
            }
        });
    }
}
