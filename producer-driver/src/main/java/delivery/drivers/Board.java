package delivery.drivers;

import delivery.app.Time;
import delivery.model.OrderAssigned;
import delivery.model.OrderCompleted;
import delivery.model.OrderCreated;
import delivery.model.OrderEvent;
import delivery.model.OrderId;
import delivery.model.Region;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the stream says of all orders, as the drivers see it: which are open, which are taken, which were under way when
 * an earlier run ended. Its events may come in any order and more than once. Thread-safe: a claim is atomic, so an
 * order has at most one driver.
 */
final class Board implements OrderEvent.Visitor<Void> {
    private static final Logger LOG = LoggerFactory.getLogger(Board.class);

    private final String ownSource;
    private final FleetPart part;
    private final TimeScale timeScale;
    private final Time clock;
    private final OrdersOnBoard open;

    private final Set<OrderId> taken = new HashSet<>();
    private final PriorityQueue<Taken> takenByAge = new PriorityQueue<>();
    private final Map<OrderId, OrderAssigned> underWay = new HashMap<>();
    /** Of the time of rebuilding; kept to its end, since a record may be on the stream twice. */
    private final Set<OrderId> delivered = new HashSet<>();

    private final Map<Integer, OrderCompleted> lastCompleted = new HashMap<>();
    /** Of other processes that have taken orders of this part while this one did, those that were told of. */
    private final Set<String> strangers = new HashSet<>();

    private boolean rebuilt;

    /** An order id may be forgotten once its order cannot come up as open any more. */
    private record Taken(OrderId id, long createdAtMillis) implements Comparable<Taken> {
        @Override
        public int compareTo(Taken other) {
            return Long.compare(createdAtMillis, other.createdAtMillis);
        }
    }

    /** Of all orders. */
    Board(String ownSource, TimeScale timeScale, Time clock) {
        this(ownSource, FleetPart.WHOLE, timeScale, clock);
    }

    /**
     * @param ownSource what this run writes: known here before the stream tells it again
     * @param part whose orders are on this board
     */
    Board(String ownSource, FleetPart part, TimeScale timeScale, Time clock) {
        this.ownSource = ownSource;
        this.part = part;
        this.timeScale = timeScale;
        this.clock = clock;
        open = new OrdersOnBoard(timeScale);
    }

    synchronized void add(OrderEvent event) {
        event.accept(this);
    }

    @Override
    public synchronized Void created(OrderCreated event) {
        if (part.has(event.orderId()) && !taken.contains(event.orderId())) {
            open.add(event, clock.millis());
        }
        return null;
    }

    @Override
    public synchronized Void assigned(OrderAssigned event) {
        if (!part.has(event.orderId())) {
            return null;
        }
        if (rebuilt && !taken.contains(event.orderId()) && strangers.add(event.source())) {
            LOG.warn(
                    "source {} takes orders of this part too: one that has just ended may, and else two run with the same"
                            + " --fleet-index, or with different --fleet-size",
                    event.source());
        }
        take(event.orderId(), event.createdAtMillis());
        if (!rebuilt && !event.source().equals(ownSource) && !delivered.contains(event.orderId())) {
            underWay.merge(event.orderId(), event, Board::earlier);
        }
        return null;
    }

    @Override
    public synchronized Void completed(OrderCompleted event) {
        if (!part.has(event.orderId())) {
            return null;
        }
        take(event.orderId(), event.createdAtMillis());
        if (!rebuilt) {
            delivered.add(event.orderId());
            underWay.remove(event.orderId());
        }
        lastCompleted.merge(event.driver(), event, (a, b) -> a.completedAtMillis() >= b.completedAtMillis() ? a : b);
        return null;
    }

    /**
     * Everything that was on the stream at the start has been read.
     *
     * @return what earlier runs took and did not deliver; from now on this run is responsible for it
     */
    synchronized Collection<OrderAssigned> finishRebuilding() {
        rebuilt = true;
        var unfinished = List.copyOf(underWay.values());
        underWay.clear();
        delivered.clear();
        return unfinished;
    }

    /** Where the driver stood after his last delivery, if the stream still knows. */
    synchronized Optional<Region> lastSeen(int driver) {
        return Optional.ofNullable(lastCompleted.get(driver)).map(OrderCompleted::dropOff);
    }

    /** Takes the best-paid order that the driver can reach and deliver in time; nobody else gets it after that. */
    synchronized Optional<OrderCreated> claim(Region driverAt, int searchRadius) {
        var best = open.best(driverAt, searchRadius, clock.millis());
        best.ifPresent(order -> take(order.orderId(), order.createdAtMillis()));
        return best;
    }

    synchronized int openOrders() {
        return open.size();
    }

    private void take(OrderId id, long createdAtMillis) {
        open.remove(id);
        if (taken.add(id)) {
            takenByAge.add(new Taken(id, createdAtMillis));
        }
        var forgettable = clock.millis() - timeScale.longestWindowMillis();
        while (!takenByAge.isEmpty() && takenByAge.peek().createdAtMillis() < forgettable) {
            taken.remove(takenByAge.poll().id());
        }
    }

    /** Two drivers for one order would be a fault of earlier runs; the ranking counts the first, so do we. */
    private static OrderAssigned earlier(OrderAssigned a, OrderAssigned b) {
        return a.assignedAtMillis() <= b.assignedAtMillis() ? a : b;
    }
}
