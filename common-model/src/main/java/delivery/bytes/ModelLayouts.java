package delivery.bytes;

import delivery.model.OrderId;
import delivery.model.Position;
import java.util.List;

/** Of the model those values that socket and snapshots both have. */
public final class ModelLayouts {
    private static final List<Position.Kind> KINDS = List.of(Position.Kind.values());

    private ModelLayouts() {}

    public static Position position(Fields<Position> fields) {
        return new Position(fields.constant(Position::kind, KINDS), fields.number(Position::sequenceNumber));
    }

    public static OrderId orderId(Fields<OrderId> fields) {
        return new OrderId(fields.text(OrderId::source), fields.i64(OrderId::number));
    }
}
