package delivery.ranking.state;

import delivery.model.OrderId;
import delivery.model.Position;
import delivery.protocol.Batch;
import delivery.protocol.Message.RejectedRecord;

/** What no consumer of ours would send: such a batch is refused, and changes nothing. */
final class BatchFaults {
    private BatchFaults() {}

    /**
     * Null if there is none.
     *
     * @param acceptsLoss whether its consumer may tell of gaps
     */
    static String of(Batch batch, boolean acceptsLoss) {
        var direction = batch.to().compareTo(batch.after());
        if (direction < 0) {
            return "a batch that leads backwards, from " + batch.after() + " to " + batch.to();
        }
        if (direction == 0 && batch.records() > 0) {
            return "a batch of " + batch.records() + " records that leads nowhere";
        }
        if (batch.gap() != null && !acceptsLoss) {
            return "a gap, of a consumer that was not started with --accept-loss";
        }
        if (!batch.rejected().stream().allMatch(record -> isWithin(batch, record))) {
            return "a rejected record whose sequence number is not of this batch";
        }
        if (!batch.rejected().stream().allMatch(BatchFaults::isNamedOrNot)) {
            return "a rejected record whose source is no source";
        }
        return batch.children().stream().allMatch(Admission::isName) ? null : "a child whose name is not a name";
    }

    private static boolean isWithin(Batch batch, RejectedRecord record) {
        if (!record.sequenceNumber().matches("[0-9]{1,129}") || record.part() < -1) {
            return false;
        }
        var at = Position.after(record.sequenceNumber());
        return at.compareTo(batch.after()) > 0 && at.compareTo(batch.to()) <= 0;
    }

    private static boolean isNamedOrNot(RejectedRecord record) {
        return record.source().isEmpty()
                || record.source().matches("[a-z0-9]{4,8}")
                        && record.number() >= 1
                        && record.number() <= OrderId.MAX_NUMBER;
    }
}
