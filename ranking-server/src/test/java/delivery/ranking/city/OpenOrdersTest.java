package delivery.ranking.city;

import static org.assertj.core.api.Assertions.assertThat;

import delivery.bytes.Layout;
import delivery.model.Events;
import delivery.model.OrderCreated;
import delivery.model.OrderId;
import delivery.model.Region;
import delivery.ranking.state.Effort;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class OpenOrdersTest {
    private static final int ORDERS = 30_000;

    private final Random random = new Random(8);
    private OpenOrders orders = new OpenOrders(OpenOrders.Image.EMPTY);
    private long nowMillis = Events.START_MILLIS;

    /** The same, as simply as it can be said: every order that was created and not assigned, and those that are open. */
    private final Map<OrderId, OrderCreated> unserved = new HashMap<>();

    private final Set<OrderId> open = new HashSet<>();

    private OrderCreated created(int n) {
        return new OrderCreated(
                new OrderId(n % 3 == 0 ? Events.PRODUCER : "k3v8", n),
                Region.of(random.nextInt(Region.COUNT - 1)),
                Region.of(Region.COUNT - 1),
                1_000,
                1 + random.nextInt(60),
                nowMillis - random.nextInt(20_000));
    }

    private static final Layout<OpenOrders.Image> IMAGE = OpenOrders.Image::describe;

    private static byte[] bytes(OpenOrders.Image image) {
        return IMAGE.toBytes(image);
    }

    @Test
    void whateverHappensTheCountsAreThoseOfAPlainSetAndWhatWasFrozenStays() {
        var unmade = new ArrayList<>(IntStream.rangeClosed(1, ORDERS).boxed().toList());
        var frozen = new ArrayList<OpenOrders.Image>();
        var asFrozen = new ArrayList<byte[]>();
        for (var step = 0; step < Effort.cases(100_000); step++) {
            switch (random.nextInt(10)) {
                case 0, 1, 2 -> create(unmade);
                case 3, 4 -> assign();
                case 5, 6 -> nowMillis += random.nextInt(200);
                case 7 -> expire();
                default -> {
                    if (random.nextInt(50) == 0) {
                        frozen.add(orders.freeze());
                        asFrozen.add(bytes(frozen.get(frozen.size() - 1)));
                    }
                }
            }
            assertThat(orders.size()).isEqualTo(open.size());
            assertThat(orders.expired()).isEqualTo(unserved.size() - open.size());
            if (step % 1_000 == 0) {
                assertThat(orders.byRegion()).isEqualTo(byRegion());
            }
        }
        assertThat(frozen).isNotEmpty();
        for (var i = 0; i < frozen.size(); i++) {
            assertThat(bytes(frozen.get(i))).isEqualTo(asFrozen.get(i));
        }
        expire();
        var before = orders.byRegion();
        orders = new OpenOrders(orders.freeze());
        expire();
        assertThat(orders.byRegion()).isEqualTo(before).isEqualTo(byRegion());
    }

    private void create(List<Integer> unmade) {
        if (unmade.isEmpty()) {
            return;
        }
        // Numbers come nearly in their order.
        var order = created(unmade.remove(random.nextInt(Math.min(100, unmade.size()))));
        orders.create(order, nowMillis);
        unserved.put(order.orderId(), order);
        if (!isOver(order)) {
            open.add(order.orderId());
        }
    }

    private void assign() {
        if (!unserved.isEmpty()) {
            var all = unserved.keySet().iterator();
            var chosen = all.next();
            for (var skip = random.nextInt(Math.min(50, unserved.size())); skip > 0; skip--) {
                chosen = all.next();
            }
            orders.assign(chosen);
            unserved.remove(chosen);
            open.remove(chosen);
        }
    }

    private void expire() {
        orders.expire(nowMillis, 1_000);
        open.removeIf(id -> isOver(unserved.get(id)));
    }

    private boolean isOver(OrderCreated order) {
        return nowMillis >= order.createdAtMillis() + order.windowSeconds() * 1_000;
    }

    private int[] byRegion() {
        var counts = new int[Region.COUNT];
        open.forEach(id -> counts[unserved.get(id).pickUp().index()]++);
        return counts;
    }

    @Test
    void ordersFarFromOneAnotherAreNotWaitedForBeyondALimit() {
        for (var n = 0; n < OpenOrders.MAX_BLOCKS + 10; n++) {
            var id = new OrderId(Events.PRODUCER, 1 + 1_000L * n);
            orders.create(new OrderCreated(id, Region.of(0), Region.of(1), 1_000, 60, nowMillis), nowMillis);
        }
        assertThat(orders.size()).isEqualTo(OpenOrders.MAX_BLOCKS);
        assertThat(orders.expired()).isEqualTo(10);
        orders.assign(new OrderId(Events.PRODUCER, 1));
        var next = new OrderId(Events.PRODUCER, 999_999_999);
        orders.create(new OrderCreated(next, Region.of(0), Region.of(1), 1_000, 60, nowMillis), nowMillis);
        assertThat(orders.size()).isEqualTo(OpenOrders.MAX_BLOCKS);
        assertThat(orders.expired()).isEqualTo(10);
    }
}
