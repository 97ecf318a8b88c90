package delivery.orders;

import delivery.app.Time;
import delivery.model.OrderCreated;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/** The orders of {@code producer-main}, without its feed. */
public final class OrderSteps {
    private OrderSteps() {}

    public static Supplier<OrderCreated> generator(String source, RandomGenerator random, Time clock) {
        return new OrderGenerator(source, random, clock)::next;
    }
}
