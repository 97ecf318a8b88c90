package delivery.localkinesis.engine;

import static org.assertj.core.api.Assertions.assertThat;

import delivery.localkinesis.api.IteratorType;
import delivery.localkinesis.api.KinesisError;
import delivery.localkinesis.fault.Faults;
import delivery.localkinesis.fault.FaultyEngine;
import delivery.localkinesis.shard.HashKey;
import java.math.BigInteger;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The last moment of what holds, and the first of what does not. */
class EdgesTest {
    private final Engines local = Engines.withLimits(2);

    @Test
    void anEmptyPageGivesAnIteratorOfItsOwnAge() {
        var iterator = local.iterator(0, IteratorType.LATEST);
        for (int i = 0; i < 4; i++) {
            local.time.advance(Duration.ofMinutes(4));
            var page = local.engine.getRecords(iterator);
            assertThat(page.records()).isEmpty();
            iterator = page.nextShardIterator();
        }
    }

    @Test
    void aPageThatAFaultEmptiedGivesAnIteratorOfItsOwnAge() {
        local.put("x", "0");
        var faults = new Faults(local.time, 7);
        faults.set("get:empty,first=2");
        var faulty = new FaultyEngine(local.engine, faults, local.time::advance);
        var iterator = local.iterator(0, IteratorType.TRIM_HORIZON);
        for (int i = 0; i < 2; i++) {
            local.time.advance(Duration.ofMinutes(4));
            iterator = faulty.getRecords(iterator, 10).nextShardIterator();
        }
        local.time.advance(Duration.ofMinutes(4));
        assertThat(Engines.texts(faulty.getRecords(iterator, 10))).containsExactly("x");
    }

    @Test
    void aQuotaComesBackAfterAWholeSecondAndNotAMillisecondBefore() {
        var iterator = local.iterator(0, IteratorType.LATEST);
        for (int i = 0; i < 5; i++) {
            local.engine.getRecords(iterator);
        }
        local.time.advance(Duration.ofMillis(999));
        Refusals.assertRefused(
                KinesisError.Type.ProvisionedThroughputExceededException, "", () -> local.engine.getRecords(iterator));
        local.time.advance(Duration.ofMillis(1));
        local.engine.getRecords(iterator);
    }

    @Test
    void aRecordIsKeptForTheWholeOfTheRetention() {
        local.put("x", "0");
        local.time.advance(Duration.ofHours(24));
        assertThat(local.all(0)).containsExactly("x");
        local.time.advance(Duration.ofMillis(1));
        assertThat(local.all(0)).isEmpty();
    }

    @Test
    void theChildOfAMergeGoesOnAboveBothItsParents() {
        local.put("low", "0");
        String last = null;
        for (int i = 0; i < 5; i++) {
            last = local.put("high", HashKey.MAX.toString()).sequenceNumber();
        }
        local.engine.mergeShards(Engines.STREAM, Engines.id(0), Engines.id(1));
        var first = local.put("merged", "0").sequenceNumber();
        // Time and shard end a number: what comes before them is the order.
        assertThat(order(first)).isGreaterThan(order(last));
    }

    private static BigInteger order(String sequenceNumber) {
        return new BigInteger(sequenceNumber).shiftRight(80);
    }
}
