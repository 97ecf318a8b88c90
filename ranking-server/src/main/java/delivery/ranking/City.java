package delivery.ranking;

import delivery.model.OrderAssigned;
import delivery.model.OrderCompleted;
import delivery.model.OrderCreated;
import delivery.model.OrderEvent;
import delivery.model.OrderId;
import delivery.ranking.CityPicture.Work;
import java.util.function.Predicate;

/**
 * What goes on in the streets: open orders, and drivers on their way. Made of the events that counted, each once; a
 * constant effort an event. One thread's.
 */
final class City {
    private static final long BETWEEN_LOOKS_MILLIS = 1_000;

    private final Predicate<OrderId> isCreated;
    private final Predicate<OrderId> isAssigned;
    private final OpenOrders open = new OpenOrders();
    private final Fleet fleet = new Fleet();
    private final Take take = new Take();
    private Work work = Work.NONE;
    private long nowMillis;
    private long expiredAtMillis;

    /** @param isCreated whether the order's creation has counted; the same for its assignment */
    City(Predicate<OrderId> isCreated, Predicate<OrderId> isAssigned, long nowMillis) {
        this.isCreated = isCreated;
        this.isAssigned = isAssigned;
        this.nowMillis = nowMillis;
        expiredAtMillis = nowMillis;
    }

    void advanceTo(long millis) {
        nowMillis = millis;
        if (millis - expiredAtMillis >= BETWEEN_LOOKS_MILLIS) {
            expiredAtMillis = millis;
            open.expire(millis, fleet.millisPerCell());
        }
    }

    /** An event that has just counted. */
    void apply(OrderEvent event) {
        event.accept(take);
    }

    private final class Take implements OrderEvent.Visitor<Void> {
        @Override
        public Void created(OrderCreated event) {
            if (!isAssigned.test(event.orderId())) {
                open.create(event, nowMillis);
            }
            work = new Work(
                    work.created() + 1,
                    work.assigned(),
                    work.responseMillis(),
                    work.completed(),
                    work.completionMillis());
            return null;
        }

        @Override
        public Void assigned(OrderAssigned event) {
            if (isCreated.test(event.orderId())) {
                open.assign(event.orderId());
            }
            fleet.assign(event);
            work = new Work(
                    work.created(),
                    work.assigned() + 1,
                    work.responseMillis() + Math.max(0, event.assignedAtMillis() - event.createdAtMillis()),
                    work.completed(),
                    work.completionMillis());
            return null;
        }

        @Override
        public Void completed(OrderCompleted event) {
            fleet.complete(event);
            work = new Work(
                    work.created(),
                    work.assigned(),
                    work.responseMillis(),
                    work.completed() + 1,
                    work.completionMillis() + Math.max(0, event.completedAtMillis() - event.assignedAtMillis()));
            return null;
        }
    }

    /** @param heat orders of each pick-up region over the window; becomes the picture's */
    CityPicture picture(int[] heat) {
        return new CityPicture(
                heat, open.byRegion(), open.size(), open.expired(), fleet.drivers(), fleet.millisPerCell(), work);
    }
}
