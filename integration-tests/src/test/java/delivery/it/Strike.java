package delivery.it;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * One blow of a chaos run. All of them follow from the seed, before anything runs.
 *
 * @param pause since the blow before
 * @param shard whose consumer it is, if it is a consumer
 */
record Strike(Duration pause, Target target, int shard) {
    /** Spelt as on the command line. */
    enum Target {
        server,
        consumer,
        producer,
        driver,
        /** Every program but the stream, at once. */
        all
    }

    /** Every target gets its share; in which order, and when, is chance. */
    static List<Strike> deal(long seed, int kills, List<Target> targets, int shards, Duration meanPause) {
        var random = new Random(seed);
        var strikes = new ArrayList<Strike>();
        var round = new ArrayList<>(targets);
        while (strikes.size() < kills) {
            Collections.shuffle(round, random);
            for (var target : round.subList(0, Math.min(round.size(), kills - strikes.size()))) {
                var pause = Duration.ofMillis(random.nextLong(2 * meanPause.toMillis() + 1));
                strikes.add(new Strike(pause, target, random.nextInt(shards)));
            }
        }
        return List.copyOf(strikes);
    }

    @Override
    public String toString() {
        return target == Target.consumer ? "the consumer of shard " + shard : target.toString();
    }
}
