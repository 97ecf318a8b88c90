package delivery.drivers;

import delivery.model.OrderId;

/**
 * Which of several processes one is, all of which have drivers of their own. Each order is one part's, by its id: so no
 * two processes can take the same one, and none has to ask another.
 *
 * @param index from 0
 */
public record FleetPart(int index, int size) {
    /** Of one process alone. */
    public static final FleetPart WHOLE = new FleetPart(0, 1);

    /** Whether drivers of this part may take the order. Neighbours of one source go to different parts. */
    boolean has(OrderId order) {
        return Math.floorMod(order.source().hashCode() + order.number(), size) == index;
    }

    /** By which number the ranking knows the n-th driver here. */
    int driver(int number) {
        return number * size + index;
    }

    /** Which driver here is the one of this number, or goes on for him if he was of another part. */
    int numberOf(int driver) {
        return driver / size;
    }
}
