package delivery.simulation;

import delivery.app.Threads;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongFunction;

/** Runs many seeds, each in a world and a thread of its own from beginning to end. */
final class Simulation {
    private final LongFunction<SeedRun> runs;
    private final Tally tally = new Tally();

    /** @param runs by seed */
    Simulation(LongFunction<SeedRun> runs) {
        this.runs = runs;
    }

    /** Seeds {@code from} to {@code from + count - 1}. */
    Tally run(long from, long count, int threads) {
        var next = new AtomicLong(from);
        var workers = new Thread[threads];
        for (var i = 0; i < threads; i++) {
            workers[i] = Threads.make("worlds-" + i, () -> work(next, from + count));
            workers[i].start();
        }
        for (var worker : workers) {
            Threads.join(worker);
        }
        return tally;
    }

    private void work(AtomicLong next, long end) {
        for (var seed = next.getAndIncrement(); seed < end; seed = next.getAndIncrement()) {
            try {
                tally.add(runs.apply(seed).run());
            } catch (RuntimeException | Error e) {
                tally.failed(seed, e);
            }
        }
    }
}
