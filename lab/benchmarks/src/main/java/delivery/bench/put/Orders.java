package delivery.bench.put;

import delivery.model.OrderCreated;
import delivery.model.OrderId;
import delivery.model.Region;
import java.math.BigInteger;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/** Random orders, and the pace at which they are made. */
final class Orders {
    /** Which share the hash keys evenly. */
    private static final int SHARDS = 7;

    private static final double WARM_UP_RATE = 2_000;

    private static final BigInteger RANGE = BigInteger.ONE.shiftLeft(128).divide(BigInteger.valueOf(SHARDS));

    private final Random random = new Random(1);
    private long number;

    synchronized OrderCreated next() {
        var pickUp = random.nextInt(Region.COUNT);
        var dropOff = (pickUp + 1 + random.nextInt(Region.COUNT - 1)) % Region.COUNT;
        var id = new OrderId("bench123", ++number);
        return new OrderCreated(id, Region.of(pickUp), Region.of(dropOff), 500, 60, System.currentTimeMillis());
    }

    /** The middle hash key of a shard, of seven. */
    static String hashKey(long shard) {
        return RANGE.multiply(BigInteger.valueOf(shard % SHARDS))
                .add(RANGE.shiftRight(1))
                .toString();
    }

    /**
     * As a process that has run for hours: at 30 orders a second it would still be compiling after minutes.
     *
     * @param rate that comes after this; 0 for as many as are taken
     */
    void warmUp(double rate, long seconds, Consumer<OrderCreated> taker) {
        write(rate == 0 ? 0 : Math.max(rate, WARM_UP_RATE), seconds, taker);
    }

    /** @param rate orders a second; 0 for as many as are taken */
    void write(double rate, long seconds, Consumer<OrderCreated> taker) {
        var start = System.nanoTime();
        var end = start + seconds * 1_000_000_000;
        var made = 0L;
        for (var now = start; now < end; now = System.nanoTime()) {
            var early = rate > 0 ? start + (long) (made / rate * 1e9) - now : 0;
            if (early > 0) {
                // Not a look each millisecond, which would cost more than what is measured.
                LockSupport.parkNanos(early);
                continue;
            }
            made++;
            taker.accept(next());
        }
    }
}
