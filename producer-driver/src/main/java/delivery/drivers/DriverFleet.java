package delivery.drivers;

import delivery.app.Threads;
import delivery.model.OrderAssigned;
import delivery.model.Region;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The drivers, a thread each, named {@code driver-0}, {@code driver-1}, ... They end by their waiter. */
final class DriverFleet implements AutoCloseable {
    private final List<Thread> threads = new ArrayList<>();

    /**
     * @param unfinished what earlier runs took and did not deliver; each goes to the driver who took it, or, if there
     *     are fewer drivers now, to the one of the same number modulo their count
     * @param onFailure told when a driver's thread dies of something
     */
    DriverFleet(
            int drivers,
            Collection<OrderAssigned> unfinished,
            Driver.City city,
            RandomGenerator random,
            Consumer<RuntimeException> onFailure) {
        var byDriver = unfinished.stream()
                .sorted(Comparator.comparingLong(OrderAssigned::assignedAtMillis))
                .collect(Collectors.groupingBy(order -> order.driver() % drivers));
        IntStream.range(0, drivers).forEach(id -> {
            var at = city.board().lastSeen(id).orElseGet(() -> Region.of(random.nextInt(Region.COUNT)));
            var driver = new Driver(id, at, city);
            threads.add(new Thread(
                    () -> {
                        try {
                            driver.run(byDriver.getOrDefault(id, List.of()));
                        } catch (RuntimeException e) {
                            onFailure.accept(e);
                        }
                    },
                    "driver-" + id));
        });
    }

    void start() {
        threads.forEach(Thread::start);
    }

    @Override
    public void close() {
        threads.forEach(Threads::join);
    }
}
