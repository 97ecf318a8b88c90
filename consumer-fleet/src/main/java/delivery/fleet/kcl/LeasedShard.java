package delivery.fleet.kcl;

import delivery.fleet.shard.FleetShard;
import delivery.fleet.shard.FleetWorld;
import delivery.kinesis.RecordPage.StoredRecord;
import delivery.model.Position;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.kinesis.exceptions.InvalidStateException;
import software.amazon.kinesis.exceptions.KinesisClientLibDependencyException;
import software.amazon.kinesis.exceptions.ShutdownException;
import software.amazon.kinesis.exceptions.ThrottlingException;
import software.amazon.kinesis.lifecycle.events.InitializationInput;
import software.amazon.kinesis.lifecycle.events.LeaseLostInput;
import software.amazon.kinesis.lifecycle.events.ProcessRecordsInput;
import software.amazon.kinesis.lifecycle.events.ShardEndedInput;
import software.amazon.kinesis.lifecycle.events.ShutdownRequestedInput;
import software.amazon.kinesis.processor.RecordProcessorCheckpointer;
import software.amazon.kinesis.processor.ShardRecordProcessor;
import software.amazon.kinesis.retrieval.KinesisClientRecord;
import software.amazon.kinesis.retrieval.kpl.ExtendedSequenceNumber;

/** What the KCL tells of one lease, in the order in which it does, as a {@link FleetShard} understands it. */
final class LeasedShard implements ShardRecordProcessor {
    private static final Logger LOG = LoggerFactory.getLogger(LeasedShard.class);

    private final FleetWorld world;
    private final FleetMetrics metrics;

    @SuppressWarnings("NullAway.Init") // until the KCL says whose it is
    private FleetShard shard;

    @SuppressWarnings("NullAway.Init")
    private String shardId;

    LeasedShard(FleetWorld world, FleetMetrics metrics) {
        this.world = world;
        this.metrics = metrics;
    }

    @Override
    public void initialize(InitializationInput input) {
        shardId = input.shardId();
        var checkpoint = position(input.extendedSequenceNumber());
        LOG.info("{}: the lease is ours, from {} on", shardId, checkpoint);
        shard = FleetShard.leased(world, shardId, checkpoint);
        metrics.gained();
    }

    /** A checkpoint that is no position of ours is before all of them. */
    private static Position position(ExtendedSequenceNumber checkpoint) {
        var number = checkpoint.sequenceNumber();
        return number.matches("[0-9]+") ? Position.after(number) : Position.TRIM_HORIZON;
    }

    @Override
    public void processRecords(ProcessRecordsInput input) {
        var behind = input.millisBehindLatest();
        shard.bring(records(input.records()), behind == null ? 0 : behind);
        checkpoint(input.checkpointer(), false);
    }

    private static List<StoredRecord> records(List<KinesisClientRecord> brought) {
        return brought.stream()
                .map(each -> new StoredRecord(
                        each.sequenceNumber(), each.partitionKey(), bytes(each), each.approximateArrivalTimestamp()))
                .toList();
    }

    private static byte[] bytes(KinesisClientRecord record) {
        var data = record.data().duplicate();
        var bytes = new byte[data.remaining()];
        data.get(bytes);
        return bytes;
    }

    @Override
    public void leaseLost(LeaseLostInput input) {
        LOG.info("{}: the lease is another worker's", shardId);
        leave();
    }

    /** Without a checkpoint the KCL asks again, or another worker does. */
    @Override
    public void shardEnded(ShardEndedInput input) {
        if (shard.finish()) {
            tell(input.checkpointer()::checkpoint);
            leave();
        }
    }

    /** The lease is to be given away: gracefully, so that the next worker has little to skip. */
    @Override
    public void shutdownRequested(ShutdownRequestedInput input) {
        checkpoint(input.checkpointer(), true);
        LOG.info("{}: handed back", shardId);
        leave();
    }

    private void leave() {
        shard.leave();
        metrics.left(shard);
    }

    private void checkpoint(RecordProcessorCheckpointer checkpointer, boolean isLast) {
        var safe = shard.due(isLast);
        if (safe != null && tell(() -> checkpointer.checkpoint(safe.toString()))) {
            shard.checkpointed(safe);
        }
    }

    private interface Telling {
        void run()
                throws KinesisClientLibDependencyException, InvalidStateException, ThrottlingException,
                        ShutdownException;
    }

    /** What cannot be told now is told later, or by another worker: the position is the ranking server's. */
    private boolean tell(Telling telling) {
        try {
            telling.run();
            return true;
        } catch (ShutdownException e) {
            LOG.debug("{}: the lease is another worker's already", shardId);
        } catch (ThrottlingException | KinesisClientLibDependencyException e) {
            LOG.warn("{}: no checkpoint, trying again later: {}", shardId, e.getMessage());
        } catch (InvalidStateException e) {
            LOG.warn("{}: no checkpoint, the table of leases is not as it should be: {}", shardId, e.getMessage());
        }
        return false;
    }
}
