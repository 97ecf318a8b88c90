package delivery.interop;

import delivery.localkinesis.LocalKinesis;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The AWS SDK for Java 2's async client, by fan-out over HTTP/2, through a split, a restart and a merge. */
@Timeout(90)
class AsyncSdkIT {
    private static final Duration LONG = Duration.ofSeconds(40);

    @Test
    void readsThroughASplitARestartAndAMerge() throws Exception {
        try (var kinesis = LocalKinesis.builder().stream(KeyedRecords.STREAM, 2).start()) {
            var records = new KeyedRecords(kinesis);
            Map<String, String> positions = new ConcurrentHashMap<>();
            records.put();
            try (var reader = new FanOut(kinesis.clientSettings(), KeyedRecords.STREAM, positions, records::receive)) {
                reader.start();
                records.awaitAll(LONG);
                records.split();
                records.put();
                records.awaitAll(LONG);
            }
            records.merge();
            records.put();
            try (var reader = new FanOut(kinesis.clientSettings(), KeyedRecords.STREAM, positions, records::receive)) {
                reader.start();
                records.awaitAll(LONG);
            }
        }
    }
}
