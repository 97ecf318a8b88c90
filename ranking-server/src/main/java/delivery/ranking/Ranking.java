package delivery.ranking;

import delivery.model.OrderAssigned;
import delivery.model.OrderCompleted;
import delivery.model.OrderCreated;
import delivery.model.OrderEvent;
import delivery.model.OrderId;
import delivery.model.Region;
import delivery.ranking.RankingPicture.DriverRank;
import delivery.ranking.RankingPicture.RegionRank;
import delivery.ranking.RankingPicture.Totals;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What the orders add up to. Every event counts once by its identity, whatever the order in which events come and
 * however often they do. A constant effort an event.
 */
final class Ranking {
    private final Map<String, SeenOrders> seen = new HashMap<>();
    private final SlidingRegions regions;
    private final DriverEarnings drivers = new DriverEarnings();
    private final DurationFigures response = new DurationFigures();
    private final DurationFigures completion = new DurationFigures();
    private final Count count = new Count();
    private long created;
    private long createdPrice;
    private long assigned;
    private long completed;
    private long completedPrice;

    /** Orders of one source by number, for each type of event. */
    private record SeenOrders(DenseSet created, DenseSet assigned, DenseSet completed) {
        SeenOrders() {
            this(new DenseSet(), new DenseSet(), new DenseSet());
        }
    }

    Ranking(int windowSeconds, long nowMillis) {
        regions = new SlidingRegions(windowSeconds, nowMillis);
    }

    void advanceTo(long nowMillis) {
        regions.advanceTo(nowMillis);
    }

    /** Whether the event counted: false if one of its identity did before. */
    boolean apply(OrderEvent event) {
        return event.accept(count);
    }

    private SeenOrders seen(OrderEvent event) {
        return seen.computeIfAbsent(event.orderId().source(), source -> new SeenOrders());
    }

    private final class Count implements OrderEvent.Visitor<Boolean> {
        @Override
        public Boolean created(OrderCreated event) {
            if (!seen(event).created.add(event.orderId().number())) {
                return false;
            }
            created++;
            createdPrice += event.price();
            regions.count(event.pickUp().index(), event.createdAtMillis());
            return true;
        }

        @Override
        public Boolean assigned(OrderAssigned event) {
            if (!seen(event).assigned.add(event.orderId().number())) {
                return false;
            }
            assigned++;
            response.add(event.assignedAtMillis() - event.createdAtMillis());
            return true;
        }

        @Override
        public Boolean completed(OrderCompleted event) {
            if (!seen(event).completed.add(event.orderId().number())) {
                return false;
            }
            completed++;
            completedPrice += event.price();
            completion.add(event.completedAtMillis() - event.assignedAtMillis());
            drivers.complete(event.driver(), event.price());
            return true;
        }
    }

    boolean hasCreated(OrderId id) {
        var orders = seen.get(id.source());
        return orders != null && orders.created.contains(id.number());
    }

    boolean hasAssigned(OrderId id) {
        var orders = seen.get(id.source());
        return orders != null && orders.assigned.contains(id.number());
    }

    int windowSeconds() {
        return regions.windowSeconds();
    }

    /** Orders of each region over the window, by its index. */
    int[] heat() {
        return regions.orders();
    }

    List<RegionRank> topRegions() {
        return regions.top().stream()
                .map(index -> new RegionRank(Region.of(index), regions.orders(index)))
                .toList();
    }

    List<DriverRank> topDrivers() {
        return drivers.top().stream()
                .map(driver -> new DriverRank(
                        OrderEvent.driverName(driver), drivers.completed(driver), drivers.earned(driver)))
                .toList();
    }

    Totals totals() {
        return new Totals(created, createdPrice, assigned, completed, completedPrice);
    }

    DurationFigures response() {
        return response;
    }

    DurationFigures completion() {
        return completion;
    }

    long late() {
        return regions.late();
    }

    long ahead() {
        return regions.ahead();
    }
}
