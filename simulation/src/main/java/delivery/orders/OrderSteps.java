package delivery.orders;

import delivery.model.OrderCreated;
import java.time.InstantSource;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/** The orders of {@code producer-main}, without its feed. */
public final class OrderSteps {
    private OrderSteps() {}

    public static Supplier<OrderCreated> generator(String source, RandomGenerator random, InstantSource clock) {
        return new OrderGenerator(source, random, clock)::next;
    }
}
