package delivery.kinesis.write;

import delivery.kinesis.KinesisLimits;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * What each shard takes: 1,000 records and 1 MiB in any one second, not on average: a service that counts from second
 * to second refuses what a token bucket would let through. Its moments
 * are those of {@link delivery.app.Time#elapsed}. Computes; the caller waits. Not thread-safe.
 */
final class ShardBudget {
    /** How long a shard is left alone after it said no although we kept to its limits: others write to it too. */
    static final Duration PAUSE = Duration.ofMillis(250);

    private final boolean limited;
    private final Map<String, LastSecond> shards = new HashMap<>();

    /** @param limited false: there is always budget, and the service alone says no */
    ShardBudget(boolean limited) {
        this.limited = limited;
    }

    /** Takes so many records and bytes from the shard's budget, if they are there. */
    boolean tryTake(String shardId, int records, int bytes, Duration now) {
        return !limited || shard(shardId).tryTake(records, bytes, now.toMillis());
    }

    /** The service said that the shard is over its quota. */
    void pause(String shardId, Duration now) {
        if (limited) {
            shard(shardId).pausedUntil = now.plus(PAUSE).toMillis();
        }
    }

    /** How long until it is worth asking again; zero if it is now. */
    Duration waitFor(String shardId, int bytes, Duration now) {
        return limited ? Duration.ofMillis(shard(shardId).waitFor(bytes, now.toMillis())) : Duration.ZERO;
    }

    private LastSecond shard(String shardId) {
        return shards.computeIfAbsent(shardId, id -> new LastSecond());
    }

    /** What went to a shard in the last second, in slots of ten milliseconds. */
    private static final class LastSecond {
        private static final int SLOT_MILLIS = 10;
        /** One more than a second has, because the oldest is only partly within it. */
        private static final int SLOTS = 1_000 / SLOT_MILLIS + 1;

        private final int[] records = new int[SLOTS];
        private final int[] bytes = new int[SLOTS];
        private long newest = Long.MIN_VALUE;
        private int recordsTaken;
        private int bytesTaken;
        private long pausedUntil;

        boolean tryTake(int more, int size, long nowMillis) {
            forget(nowMillis);
            if (nowMillis < pausedUntil || !hasRoomFor(more, size)) {
                return false;
            }
            var slot = Math.floorMod(newest, SLOTS);
            records[slot] += more;
            bytes[slot] += size;
            recordsTaken += more;
            bytesTaken += size;
            return true;
        }

        long waitFor(int size, long nowMillis) {
            forget(nowMillis);
            var pause = Math.max(0, pausedUntil - nowMillis);
            return hasRoomFor(1, size) ? pause : Math.max(pause, oldestLeavesAt() - nowMillis);
        }

        /** A record larger than a second's worth goes when nothing else went for a second. */
        private boolean hasRoomFor(int more, int size) {
            return recordsTaken + more <= KinesisLimits.WRITE_RECORDS_PER_SECOND
                    && (bytesTaken == 0 || bytesTaken + size <= KinesisLimits.WRITE_BYTES_PER_SECOND);
        }

        private long oldestLeavesAt() {
            var slot = newest - SLOTS + 1;
            while (bytes[Math.floorMod(slot, SLOTS)] == 0) {
                slot++;
            }
            return (slot + SLOTS) * SLOT_MILLIS;
        }

        /** Empties the slots that are older than a second. */
        private void forget(long nowMillis) {
            var current = Math.floorDiv(nowMillis, SLOT_MILLIS);
            if (newest == Long.MIN_VALUE || current - newest >= SLOTS) {
                Arrays.fill(records, 0);
                Arrays.fill(bytes, 0);
                recordsTaken = 0;
                bytesTaken = 0;
                newest = current;
            }
            while (newest < current) {
                newest++;
                var slot = Math.floorMod(newest, SLOTS);
                recordsTaken -= records[slot];
                bytesTaken -= bytes[slot];
                records[slot] = 0;
                bytes[slot] = 0;
            }
        }
    }
}
