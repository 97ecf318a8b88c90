package delivery.fleet.kcl;

import java.math.BigInteger;
import java.util.List;
import software.amazon.kinesis.retrieval.AggregatorUtil;
import software.amazon.kinesis.retrieval.KinesisClientRecord;

/**
 * Leaves aggregated records whole: positions are those of records of the stream, and the parts that the KCL would drop, since
 * they belong to another shard after a split, are events like others to us.
 */
final class WholeRecords extends AggregatorUtil {
    @Override
    public List<KinesisClientRecord> deaggregate(List<KinesisClientRecord> records) {
        return records;
    }

    @Override
    public List<KinesisClientRecord> deaggregate(List<KinesisClientRecord> records, String start, String end) {
        return records;
    }

    @Override
    public List<KinesisClientRecord> deaggregate(List<KinesisClientRecord> records, BigInteger start, BigInteger end) {
        return records;
    }
}
