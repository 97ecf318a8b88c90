package delivery.kinesis.write;

import delivery.kinesis.KinesisLimits;
import delivery.model.RecordAggregate;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;

/** Records of one call, gathered into one for each shard until it is full. Not thread-safe. */
final class Aggregates {
    /**
     * A twentieth of what a shard takes in a second, and about what the KPL fills its own to: larger ones cost no less an event,
     * and are put again as a whole.
     */
    static final int MAX_BYTES = KinesisLimits.WRITE_BYTES_PER_SECOND / 20;

    private final Map<String, Open> open = new LinkedHashMap<>();
    private final Consumer<PendingRecord> closed;

    /** @param closed told of each that is full, or to go now */
    Aggregates(Consumer<PendingRecord> closed) {
        this.closed = closed;
    }

    /** Whether it goes with others of its shard that wait here. */
    boolean canJoin(String shard, PendingRecord record) {
        var present = open.get(shard);
        return present != null && present.sizeWith(record) <= MAX_BYTES;
    }

    /** Bytes that a record which can join adds to them. */
    int growth(String shard, PendingRecord record) {
        var present = present(shard);
        return present.sizeWith(record) - present.size;
    }

    void join(String shard, PendingRecord record) {
        present(shard).add(record);
    }

    private Open present(String shard) {
        return Objects.requireNonNull(open.get(shard));
    }

    /** The first one; those of its shard that wait here go before it. */
    void begin(String shard, PendingRecord record) {
        var before = open.remove(shard);
        if (before != null) {
            before.close();
        }
        open.put(shard, new Open(record));
    }

    /** Nothing waits here any more. */
    void close() {
        open.values().forEach(Open::close);
        open.clear();
    }

    private final class Open {
        private final List<PendingRecord> records = new ArrayList<>();
        private final RecordAggregate aggregate;
        private final int keySize;
        /** At most; of one alone, which is put as it is, its own. */
        private int size;

        Open(PendingRecord first) {
            aggregate = new RecordAggregate(first.route().hashKeyText());
            keySize = first.keySize();
            add(first);
            size = first.size();
        }

        int sizeWith(PendingRecord record) {
            return keySize + aggregate.sizeWith(record.keySize(), record.entry().data().length);
        }

        void add(PendingRecord record) {
            size = sizeWith(record);
            aggregate.add(
                    record.entry().partitionKey().getBytes(StandardCharsets.UTF_8),
                    record.entry().data());
            records.add(record);
        }

        void close() {
            closed.accept(records.size() == 1 ? records.get(0) : PendingRecord.of(records, aggregate.toBytes()));
        }
    }
}
