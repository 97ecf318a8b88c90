package delivery.interop;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import delivery.localkinesis.LocalKinesis;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import software.amazon.kinesis.retrieval.KinesisClientRecord;

/** A KCL application, leases and all, reads a stream that is split and merged under it, aggregated records too, and goes on after a restart. */
@Timeout(240) // KCL takes its time to get its first leases
class KclIT {
    private static final Duration LONG = Duration.ofSeconds(100);

    @Test
    void readsThroughASplitARestartAndAMergeWithoutLoss() throws Exception {
        assumeTrue(Dynalite.missing() == null, Dynalite::missing);
        try (var kinesis = LocalKinesis.builder().stream(KeyedRecords.STREAM, 2).start();
                var dynamo = Dynalite.start()) {
            var records = new KeyedRecords(kinesis);
            records.put();
            try (var kcl = new Kcl(KeyedRecords.STREAM, kinesis.endpoint(), dynamo.endpoint(), to(records))) {
                kcl.start();
                records.awaitAll(LONG);
                records.split();
                records.put();
                records.putAggregated();
                records.awaitAll(LONG);
            }
            records.merge();
            records.put();
            try (var kcl = new Kcl(KeyedRecords.STREAM, kinesis.endpoint(), dynamo.endpoint(), to(records))) {
                kcl.start();
                records.awaitAll(LONG);
            }
        }
    }

    private static Consumer<KinesisClientRecord> to(KeyedRecords records) {
        return record -> records.receive(
                record.partitionKey(),
                StandardCharsets.UTF_8.decode(record.data()).toString());
    }
}
