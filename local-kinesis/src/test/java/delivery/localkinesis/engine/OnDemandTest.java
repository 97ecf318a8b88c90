package delivery.localkinesis.engine;

import static org.assertj.core.api.Assertions.assertThat;

import delivery.localkinesis.api.KinesisError;
import delivery.localkinesis.api.NewStream;
import delivery.localkinesis.api.StreamMode;
import delivery.localkinesis.api.StreamStatus;
import delivery.localkinesis.quota.Limits;
import java.time.Duration;
import java.util.Collections;
import org.junit.jupiter.api.Test;

class OnDemandTest {
    private static final String STREAM = "free";
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final Engines local = new Engines(EngineOptions.DEFAULT.withLimits(false), 1);
    private final Engine engine = local.engine;

    OnDemandTest() {
        engine.createStream(NewStream.onDemand(STREAM));
        pass(Duration.ofSeconds(1));
    }

    @Test
    void itHasRoomForDoubleItsBusiestMinuteInRecords() {
        assertThat(open()).isEqualTo(4);
        put(5_000, 1, MINUTE);
        pass(Duration.ofSeconds(1));
        assertThat(open()).isEqualTo(10);
        engine.putRecord(STREAM, Engines.entry("x"));
    }

    @Test
    void itHasRoomForDoubleItsBusiestMinuteInBytes() {
        put(3, Limits.MIB, MINUTE);
        pass(Duration.ofSeconds(1));
        assertThat(open()).isEqualTo(6);
    }

    @Test
    void theLoadOfProvisionedCapacityIsItsOwnersAffair() {
        engine.putRecords(Engines.STREAM, Collections.nCopies(500, Engines.entry("x")));
        pass(Duration.ofDays(60));
        assertThat(engine.describeStreamSummary(Engines.STREAM).openShards()).isEqualTo(1);
    }

    @Test
    void aPeakIsRememberedForThirtyDays() {
        put(5_000, 1, MINUTE);
        pass(Duration.ofDays(1));
        put(3_000, 1, MINUTE);
        pass(Duration.ofDays(28));
        assertThat(open()).isEqualTo(10);
        pass(Duration.ofDays(2).minusHours(1));
        assertThat(open()).as("the lower peak is still within 30 days").isEqualTo(6);
        pass(Duration.ofDays(2));
        assertThat(open()).isEqualTo(4);
    }

    @Test
    void whatALargeStreamHadWhenItWasSwitchedItKeepsForThirtyDays() {
        engine.createActiveStream("large", 9);
        engine.updateStreamMode("large", StreamMode.ON_DEMAND);
        pass(Duration.ofDays(30));
        assertThat(engine.describeStreamSummary("large").openShards()).isEqualTo(9);
        pass(Duration.ofDays(1));
        assertThat(engine.describeStreamSummary("large").openShards()).isEqualTo(4);
    }

    @Test
    void itIsKeptWarmAndCoolsDownWhenToldTo() {
        var warm = engine.onDemand().updateWarmThroughput(STREAM, 8);
        assertThat(warm.current()).isEqualTo(4);
        assertThat(engine.describeStreamSummary(STREAM).status()).isEqualTo(StreamStatus.UPDATING);
        pass(Duration.ofSeconds(1));
        assertThat(open()).isEqualTo(8);
        pass(Duration.ofDays(60));
        assertThat(open()).isEqualTo(8);
        engine.onDemand().updateWarmThroughput(STREAM, 1);
        pass(Duration.ofSeconds(1));
        assertThat(open()).isEqualTo(4);
        assertThat(engine.describeStreamSummary(STREAM).warmMib()).isEqualTo(1);
    }

    @Test
    void onlyAnOnDemandStreamIsKeptWarmAndThatWithinLimits() {
        Refusals.assertRefused(
                KinesisError.Type.ValidationException,
                "not in the on-demand capacity mode",
                () -> engine.onDemand().updateWarmThroughput(Engines.STREAM, 8));
        Refusals.assertRefused(
                KinesisError.Type.LimitExceededException,
                "10240 MiB",
                () -> engine.onDemand().updateWarmThroughput(STREAM, 10_241));
    }

    private void put(int recordsPerSecond, int bytes, Duration time) {
        for (int second = 0; second < time.toSeconds(); second++) {
            for (int put = 0; put < recordsPerSecond; put += 500) {
                var records = Math.min(500, recordsPerSecond - put);
                engine.putRecords(STREAM, Collections.nCopies(records, Engines.entryOf(bytes)));
            }
            local.time.advance(Duration.ofSeconds(1));
        }
    }

    private int open() {
        return engine.describeStreamSummary(STREAM).openShards();
    }

    /** And somebody looks before and after, as what is due is done by who looks. */
    private void pass(Duration time) {
        engine.listStreams(null, 10).streams().forEach(stream -> engine.describeStreamSummary(stream.name()));
        local.time.advance(time);
        engine.listStreams(null, 10).streams().forEach(stream -> engine.describeStreamSummary(stream.name()));
        local.time.advance(Duration.ofSeconds(1));
    }
}
