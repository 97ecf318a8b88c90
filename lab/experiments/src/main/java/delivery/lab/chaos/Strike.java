package delivery.lab.chaos;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * One blow of a chaos run. All of them follow from the seed, before anything runs.
 *
 * @param pause since the blow before
 * @param which consumer, by its shard; of a clock or a pipe which program: the consumers, then server, producer, driver
 * @param lasts how long the trouble lasts, if it is one that ends
 * @param size of the trouble, 0 to 1
 */
record Strike(Duration pause, Target target, int which, Duration lasts, double size) {
    /** Spelt as on the command line. */
    enum Target {
        server,
        consumer,
        producer,
        driver,
        /** Every program but the stream, at once. */
        all,
        /** Somebody sets the clock of one program. */
        clock,
        /** Nobody reads any more what one program logs. */
        pipe,
        /** The line to the stream, or to the ranking server, is slow or stands still. */
        line;

        /** Whether a process is killed. The others are troubles, which no process may end of. */
        boolean isKill() {
            return compareTo(all) <= 0;
        }
    }

    /** A kill. */
    static Strike kill(Duration pause, Target target, int shard) {
        return new Strike(pause, target, shard, Duration.ZERO, 0);
    }

    /**
     * Every target gets its share; in which order, and when, is chance.
     *
     * @param meanTrouble how long troubles last on average
     */
    static List<Strike> deal(
            long seed, int count, List<Target> targets, int shards, Duration meanPause, Duration meanTrouble) {
        var random = new Random(seed);
        var strikes = new ArrayList<Strike>();
        var round = new ArrayList<>(targets);
        while (strikes.size() < count) {
            Collections.shuffle(round, random);
            for (var target : round.subList(0, Math.min(round.size(), count - strikes.size()))) {
                var pause = upToTwice(meanPause, random);
                strikes.add(
                        target.isKill()
                                ? kill(pause, target, random.nextInt(shards))
                                : new Strike(
                                        pause,
                                        target,
                                        random.nextInt(shards + 3),
                                        upToTwice(meanTrouble, random),
                                        random.nextDouble()));
            }
        }
        return List.copyOf(strikes);
    }

    private static Duration upToTwice(Duration mean, Random random) {
        return Duration.ofMillis(random.nextLong(2 * mean.toMillis() + 1));
    }

    @Override
    public String toString() {
        return switch (target) {
            case consumer -> "the consumer of shard " + which;
            case clock, pipe, line -> target + " " + which;
            default -> target.toString();
        };
    }
}
