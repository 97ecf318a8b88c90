package delivery.protocol;

import delivery.model.OrderAssigned;
import delivery.model.OrderCompleted;
import delivery.model.OrderCreated;
import delivery.model.OrderEvent;
import delivery.model.OrderId;
import delivery.model.Region;

/** Order events in a batch: a third of their size on the stream. */
final class EventWire {
    private static final int CREATED = 1;
    private static final int ASSIGNED = 2;
    private static final int COMPLETED = 3;

    private EventWire() {}

    static void write(WireWriter out, OrderEvent event) {
        event.accept(new OrderEvent.Visitor<Void>() {
            @Override
            public Void created(OrderCreated e) {
                out.u8(CREATED);
                orderId(out, e.orderId());
                order(out, e);
                out.u16(e.windowSeconds());
                return null;
            }

            @Override
            public Void assigned(OrderAssigned e) {
                out.u8(ASSIGNED);
                later(out, e, e.driver());
                region(out, e.driverAt());
                out.i64(e.assignedAtMillis());
                return null;
            }

            @Override
            public Void completed(OrderCompleted e) {
                out.u8(COMPLETED);
                later(out, e, e.driver());
                out.i64(e.assignedAtMillis());
                out.i64(e.completedAtMillis());
                return null;
            }
        });
    }

    private static void later(WireWriter out, OrderEvent e, int driver) {
        out.text(e.source());
        out.i64(e.number());
        orderId(out, e.orderId());
        order(out, e);
        out.i32(driver);
    }

    private static void order(WireWriter out, OrderEvent e) {
        region(out, e.pickUp());
        region(out, e.dropOff());
        out.i32(e.price());
        out.i64(e.createdAtMillis());
    }

    private static void orderId(WireWriter out, OrderId id) {
        out.text(id.source());
        out.i64(id.number());
    }

    private static void region(WireWriter out, Region region) {
        out.u16(region.index());
    }

    static OrderEvent read(WireReader in) {
        var kind = in.u8();
        return switch (kind) {
            case CREATED -> {
                var id = orderId(in);
                var order = Order.read(in);
                yield new OrderCreated(id, order.pickUp, order.dropOff, order.price, in.u16(), order.createdAt);
            }
            case ASSIGNED -> {
                var source = in.text();
                var number = in.i64();
                var id = orderId(in);
                var order = Order.read(in);
                var driver = in.i32();
                var driverAt = region(in);
                yield new OrderAssigned(
                        source,
                        number,
                        id,
                        driver,
                        driverAt,
                        order.pickUp,
                        order.dropOff,
                        order.price,
                        order.createdAt,
                        in.i64());
            }
            case COMPLETED -> {
                var source = in.text();
                var number = in.i64();
                var id = orderId(in);
                var order = Order.read(in);
                var driver = in.i32();
                var assignedAt = in.i64();
                yield new OrderCompleted(
                        source,
                        number,
                        id,
                        driver,
                        order.pickUp,
                        order.dropOff,
                        order.price,
                        order.createdAt,
                        assignedAt,
                        in.i64());
            }
            default -> throw new IllegalArgumentException("no such kind of event: " + kind);
        };
    }

    private static OrderId orderId(WireReader in) {
        return new OrderId(in.text(), in.i64());
    }

    private static Region region(WireReader in) {
        var index = in.u16();
        if (index >= Region.COUNT) {
            throw new IllegalArgumentException("region " + index + " is not on the map");
        }
        return Region.of(index);
    }

    /** What every event says of its order. */
    private record Order(Region pickUp, Region dropOff, int price, long createdAt) {
        static Order read(WireReader in) {
            return new Order(region(in), region(in), in.i32(), in.i64());
        }
    }
}
