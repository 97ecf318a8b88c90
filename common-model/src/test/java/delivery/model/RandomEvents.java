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
        return orderEvent(EventType.all().get(random.nextInt(EventType.all().size())));
    }

    public OrderEvent orderEvent(EventType type) {
        var id = orderId();
        var values = new EventValues();
        type.fields().forEach(field -> values.set(field, between(field.min(), field.max())));
        if (values.get(EventField.DROP_OFF) == values.get(EventField.PICK_UP)) {
            values.set(EventField.DROP_OFF, otherThan(values.get(EventField.PICK_UP)));
        }
        return type.event(
                type.namesOrder() ? id.source() : source(), type.namesOrder() ? id.number() : number(), id, values);
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

    private long millis() {
        return between(OrderEvent.MIN_MILLIS, OrderEvent.MAX_MILLIS);
    }

    private long otherThan(long region) {
        return (region + 1 + random.nextInt(Region.COUNT - 1)) % Region.COUNT;
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
