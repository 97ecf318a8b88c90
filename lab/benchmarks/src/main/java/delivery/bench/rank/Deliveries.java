package delivery.bench.rank;

import delivery.model.OrderAssigned;
import delivery.model.OrderCompleted;
import delivery.model.OrderCreated;
import delivery.model.OrderEvent;
import delivery.model.OrderId;
import delivery.model.Position;
import delivery.model.Region;
import delivery.protocol.Batch;
import delivery.protocol.Message.EventRecord;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Batches of one shard, one after the other: orders that are made, taken and delivered at once, a hundred a second of their own time. */
final class Deliveries {
    static final long START = 1_767_225_600_000L;
    static final int BATCH = 498;

    private final String source;
    private final String shard;
    private final Random random = new Random(1);
    private Position position = Position.TRIM_HORIZON;
    private long order;
    private long driverNumber;
    private BigInteger sequenceNumber = BigInteger.TWO.pow(185);

    /** @param source of the orders, eight characters; the drivers' is the same in reverse */
    Deliveries(String source, String shard) {
        this.source = source;
        this.shard = shard;
    }

    /** As of epoch 0. */
    Batch next() {
        var events = events();
        var to = new Position(Position.Kind.AFTER, sequenceNumber);
        var at = events.get(events.size() - 1).arrivedAtMillis();
        var batch = Batch.of(0, shard, position, to)
                .readThroughMillis(at)
                .events(events)
                .build();
        position = to;
        return batch;
    }

    private List<EventRecord> events() {
        var drivers = new StringBuilder(source).reverse().toString();
        var records = new ArrayList<EventRecord>();
        while (records.size() <= BATCH - 3) {
            order++;
            var at = START + order / 100;
            var id = new OrderId(source, order);
            var from = Region.of(random.nextInt(Region.COUNT));
            var to = Region.of((from.index() + 1) % Region.COUNT);
            var driver = random.nextInt(10);
            add(records, new OrderCreated(id, from, to, 1_000, 60, at));
            add(records, new OrderAssigned(drivers, ++driverNumber, id, driver, from, from, to, 1_000, at, at));
            add(records, new OrderCompleted(drivers, ++driverNumber, id, driver, from, to, 1_000, at, at, at));
        }
        return records;
    }

    /** Sequence numbers of Kinesis differ by some 2^68 within a shard. */
    private void add(List<EventRecord> records, OrderEvent event) {
        sequenceNumber = sequenceNumber.add(BigInteger.TWO.pow(68)).add(BigInteger.valueOf(random.nextInt(1 << 20)));
        records.add(new EventRecord(event, sequenceNumber, event.atMillis() + 40));
    }
}
