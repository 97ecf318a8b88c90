package delivery.kinesis.aws;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.kinesis.model.Record;
import software.amazon.awssdk.services.kinesis.model.SubscribeToShardEvent;

class SdkSubscriptionTest {
    private final SdkSubscription subscription = new SdkSubscription(
            "shardId-000000000000", new ExplainedCalls("s", SdkStreamTest.access("http://localhost:1")));

    /** This machine's clock, and what has elapsed since an arrival, would say too much: the event may have waited. */
    @Test
    void ofAServiceThatDoesNotSayItsTimeTheArrivalsAreAllThatIsKnown() {
        assertThat(timeAfter()).isEqualTo(Instant.EPOCH);
        var arrival = Instant.parse("2026-11-28T10:00:00Z");
        assertThat(timeAfter(record(arrival))).isEqualTo(arrival);
        assertThat(timeAfter(record(arrival.minusSeconds(5)))).isEqualTo(arrival);
        assertThat(timeAfter()).isEqualTo(arrival);
    }

    private Instant timeAfter(Record... records) {
        subscription.onNext(SubscribeToShardEvent.builder()
                .records(records)
                .continuationSequenceNumber("1")
                .millisBehindLatest(0L)
                .build());
        return subscription.next(Duration.ZERO).answeredAt();
    }

    private static Record record(Instant arrival) {
        return Record.builder()
                .sequenceNumber("1")
                .partitionKey("k")
                .data(SdkBytes.fromUtf8String("a"))
                .approximateArrivalTimestamp(arrival)
                .build();
    }
}
