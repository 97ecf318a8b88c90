package delivery.model;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.random.RandomGenerator;

/** Any event that can exist, smallest and largest values more often than chance would have it. Same seed, same events. */
public final class RandomEvents {
    private final RandomGenerator random;

    public RandomEvents(long seed) {
        this(new Random(seed));
    }

    public RandomEvents(RandomGenerator random) {
        this.random = random;
    }

    public StreamEvent next() {
        return random.nextInt(4) == 0 ? progress() : orderEvent();
    }

    public OrderEvent orderEvent() {
        return switch (random.nextInt(3)) {
            case 0 -> created();
            case 1 -> assigned();
            default -> completed();
        };
    }

    public OrderCreated created() {
        var from = region();
        return new OrderCreated(
                orderId(), from, otherThan(from), price(), (int) between(1, OrderCreated.MAX_WINDOW_SECONDS), millis());
    }

    public OrderAssigned assigned() {
        var from = region();
        return new OrderAssigned(
                source(), number(), orderId(), driver(), region(), from, otherThan(from), price(), millis(), millis());
    }

    public OrderCompleted completed() {
        var from = region();
        return new OrderCompleted(
                source(), number(), orderId(), driver(), from, otherThan(from), price(), millis(), millis(), millis());
    }

    public SourceProgress progress() {
        var closed = random.nextBoolean();
        return new SourceProgress(
                source(),
                between(0, OrderId.MAX_NUMBER),
                closed,
                millis(),
                throttled(),
                closed && random.nextBoolean());
    }

    private Map<String, Long> throttled() {
        var counts = new HashMap<String, Long>();
        var shards = random.nextBoolean() ? 0 : between(1, SourceProgress.MAX_THROTTLED);
        for (var i = 0; i < shards; i++) {
            counts.put(String.format(Locale.ROOT, "shardId-%012d", between(0, 1_000)), between(1, OrderId.MAX_NUMBER));
        }
        return counts;
    }

    private OrderId orderId() {
        return new OrderId(source(), number());
    }

    private String source() {
        var length = (int) between(SourceId.MIN_LENGTH, SourceId.MAX_LENGTH);
        return SourceId.random(random).substring(0, length);
    }

    private long number() {
        return between(1, OrderId.MAX_NUMBER);
    }

    private int driver() {
        return (int) between(0, OrderEvent.MAX_DRIVER);
    }

    private int price() {
        return (int) between(1, OrderEvent.MAX_PRICE);
    }

    private long millis() {
        return between(OrderEvent.MIN_MILLIS, OrderEvent.MAX_MILLIS);
    }

    private Region region() {
        return Region.of((int) between(0, Region.COUNT - 1));
    }

    private Region otherThan(Region region) {
        return Region.of((region.index() + 1 + random.nextInt(Region.COUNT - 1)) % Region.COUNT);
    }

    /** Both ends included, of every length in digits, and each end once in eight. */
    private long between(long min, long max) {
        return switch (random.nextInt(8)) {
            case 0 -> min;
            case 1 -> max;
            case 2, 3, 4 -> min + random.nextLong(max - min + 1) / powerOfTen();
            default -> min + random.nextLong(max - min + 1);
        };
    }

    private long powerOfTen() {
        return (long) Math.pow(10, random.nextInt(10));
    }
}
