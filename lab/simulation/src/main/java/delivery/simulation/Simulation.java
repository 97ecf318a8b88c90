package delivery.simulation;

import delivery.app.Threads;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongFunction;

/** Runs many seeds, each in a world and a thread of its own from beginning to end. */
final class Simulation {
    private final LongFunction<World> worlds;
    private final Tally tally = new Tally();

    /** @param worlds by seed */
    Simulation(LongFunction<World> worlds) {
        this.worlds = worlds;
    }

    static World world(long seed) {
        return new World(Plan.of(seed), Seams.REAL, null);
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
                tally.add(worlds.apply(seed).run());
            } catch (RuntimeException | Error e) {
                tally.failed(seed, e);
            }
        }
    }
}
