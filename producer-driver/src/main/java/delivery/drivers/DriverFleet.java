package delivery.drivers;

import delivery.app.Agents;
import delivery.model.OrderAssigned;
import delivery.model.Region;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/** The drivers, agents named {@code driver-0}, {@code driver-1}, ... */
final class DriverFleet {
    private DriverFleet() {}

    /**
     * @param unfinished what earlier runs took and did not deliver; each goes to the driver who took it, or, if there
     *     are fewer drivers now, to the one of the same number modulo their count
     */
    static void start(
            int drivers,
            Collection<OrderAssigned> unfinished,
            Driver.City city,
            RandomGenerator random,
            Agents agents) {
        var byDriver = unfinished.stream()
                .sorted(Comparator.comparingLong(OrderAssigned::assignedAtMillis))
                .collect(Collectors.groupingBy(order -> order.driver() % drivers));
        for (var id = 0; id < drivers; id++) {
            var at = city.board().lastSeen(id).orElseGet(() -> Region.of(random.nextInt(Region.COUNT)));
            agents.start("driver-" + id, new Driver(id, at, byDriver.getOrDefault(id, List.of()), city));
        }
    }
}
