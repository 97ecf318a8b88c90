package delivery.model;

import java.util.Map;

/**
 * Events for tests. Order {@code n} is made by {@link #PRODUCER} as its n-th event, one second after the order before
 * it; {@link #DRIVERS} tells of it in its events {@code 2n - 1} (assigned) and {@code 2n} (completed), so that the
 * counters of both sources are dense.
 *
 * <pre>
 * Events.created(7)
 * Events.order(7).price(1_200).driver(3).completed()
 * </pre>
 */
public final class Events {
    /** The source of all orders. */
    public static final String PRODUCER = "k3v9";
    /** The source of all assignments and completions. */
    public static final String DRIVERS = "d7r2";
    /** 2026-01-01T00:00:00Z, when order 0 would have been made. */
    public static final long START_MILLIS = 1_767_225_600_000L;

    private Events() {}

    public static OrderCreated created(long n) {
        return order(n).created();
    }

    /** Two seconds after its creation. */
    public static OrderAssigned assigned(long n) {
        return order(n).assigned();
    }

    /** Twenty seconds after its creation. */
    public static OrderCompleted completed(long n) {
        return order(n).completed();
    }

    public static SourceProgress progress(String source, long acknowledged) {
        return new SourceProgress(source, acknowledged, false, START_MILLIS + acknowledged * 1_000);
    }

    /** It was refused for the quotas of two shards. */
    public static SourceProgress throttled(String source, long acknowledged) {
        return new SourceProgress(
                source,
                acknowledged,
                false,
                START_MILLIS + acknowledged * 1_000,
                Map.of("shardId-000000000000", 12L, "shardId-000000000003", OrderId.MAX_NUMBER));
    }

    public static SourceProgress closed(String source, long acknowledged) {
        return new SourceProgress(source, acknowledged, true, START_MILLIS + acknowledged * 1_000);
    }

    /** Order {@code n}, to be varied before one of its events is taken. */
    public static Order order(long n) {
        return new Order(n);
    }

    /** One order and all that its three events say of it. Each setter changes this object and gives it back. */
    public static final class Order {
        private final long n;
        private String producer = PRODUCER;
        private String drivers = DRIVERS;
        private int driver = 3;
        private Region driverAt = new Region(4, 15);
        private Region pickUp = new Region(3, 17);
        private Region dropOff = new Region(10, 20);
        private int price = 1_000;
        private int windowSeconds = 60;
        private long createdAt;
        private long assignedAfter = 2_000;
        private long completedAfter = 20_000;

        private Order(long n) {
            this.n = n;
            createdAt = START_MILLIS + n * 1_000;
        }

        public Order producer(String source) {
            producer = source;
            return this;
        }

        public Order drivers(String source) {
            drivers = source;
            return this;
        }

        public Order driver(int number) {
            driver = number;
            return this;
        }

        public Order driverAt(int x, int y) {
            driverAt = new Region(x, y);
            return this;
        }

        public Order pickUp(int x, int y) {
            pickUp = new Region(x, y);
            return this;
        }

        public Order dropOff(int x, int y) {
            dropOff = new Region(x, y);
            return this;
        }

        public Order price(int cents) {
            price = cents;
            return this;
        }

        public Order windowSeconds(int seconds) {
            windowSeconds = seconds;
            return this;
        }

        public Order createdAt(long millis) {
            createdAt = millis;
            return this;
        }

        /** Milliseconds from its creation to its assignment. */
        public Order assignedAfter(long millis) {
            assignedAfter = millis;
            return this;
        }

        /** Milliseconds from its creation to its completion. */
        public Order completedAfter(long millis) {
            completedAfter = millis;
            return this;
        }

        public OrderCreated created() {
            return new OrderCreated(id(), pickUp, dropOff, price, windowSeconds, createdAt);
        }

        public OrderAssigned assigned() {
            return new OrderAssigned(
                    drivers,
                    2 * n - 1,
                    id(),
                    driver,
                    driverAt,
                    pickUp,
                    dropOff,
                    price,
                    createdAt,
                    createdAt + assignedAfter);
        }

        public OrderCompleted completed() {
            return new OrderCompleted(
                    drivers,
                    2 * n,
                    id(),
                    driver,
                    pickUp,
                    dropOff,
                    price,
                    createdAt,
                    createdAt + assignedAfter,
                    createdAt + completedAfter);
        }

        private OrderId id() {
            return new OrderId(producer, n);
        }
    }
}
