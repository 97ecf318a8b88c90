package delivery.ranking.state;

import delivery.model.OrderAssigned;
import delivery.model.OrderCompleted;
import delivery.model.OrderCreated;
import delivery.model.OrderEvent;
import delivery.model.Region;
import delivery.ranking.state.RankingPicture.DriverRank;
import delivery.ranking.state.RankingPicture.RegionRank;
import delivery.ranking.state.RankingPicture.Totals;
import java.util.List;

/** What the orders add up to; that each event comes once is seen to by the caller. A constant effort an event. */
public final class Ranking {
    private final SlidingRegions regions;
    private final DriverEarnings drivers;
    private final DurationFigures response;
    private final DurationFigures completion;
    private final Counting counting = new Counting();
    private long created;
    private long createdPrice;
    private long assigned;
    private long completed;
    private long completedPrice;

    /** As it was at one moment. */
    public record Image(
            Totals totals,
            SlidingRegions.Image regions,
            DriverEarnings drivers,
            DurationFigures response,
            DurationFigures completion) {
        public static final Image EMPTY = new Image(
                new Totals(0, 0, 0, 0, 0),
                SlidingRegions.Image.EMPTY,
                new DriverEarnings(),
                new DurationFigures(),
                new DurationFigures());
    }

    Ranking(int windowSeconds, long nowMillis, Image image) {
        regions = new SlidingRegions(windowSeconds, nowMillis, image.regions());
        drivers = image.drivers().copy();
        response = image.response().copy();
        completion = image.completion().copy();
        created = image.totals().created();
        createdPrice = image.totals().createdPrice();
        assigned = image.totals().assigned();
        completed = image.totals().completed();
        completedPrice = image.totals().completedPrice();
    }

    void advanceTo(long nowMillis) {
        regions.advanceTo(nowMillis);
    }

    /** The clock had been wrong: the window ends earlier. */
    void setBackTo(long nowMillis) {
        regions.setBackTo(nowMillis);
    }

    /** @param arrivedAtMillis when the stream took it */
    void count(OrderEvent event, long arrivedAtMillis) {
        counting.arrivedAtMillis = arrivedAtMillis;
        event.accept(counting);
    }

    private final class Counting implements OrderEvent.Visitor<Void> {
        private long arrivedAtMillis;

        @Override
        public Void created(OrderCreated event) {
            created++;
            createdPrice += event.price();
            regions.count(event.pickUp().index(), event.createdAtMillis(), arrivedAtMillis);
            return null;
        }

        @Override
        public Void assigned(OrderAssigned event) {
            assigned++;
            response.add(event.assignedAtMillis() - event.createdAtMillis());
            return null;
        }

        @Override
        public Void completed(OrderCompleted event) {
            completed++;
            completedPrice += event.price();
            completion.add(event.completedAtMillis() - event.assignedAtMillis());
            drivers.complete(event.driver(), event.price());
            return null;
        }
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

    Image freeze() {
        return new Image(totals(), regions.freeze(), drivers.copy(), response.copy(), completion.copy());
    }
}
