package delivery.localkinesis.engine;

import static org.assertj.core.api.Assertions.assertThat;

import delivery.localkinesis.api.IteratorType;
import delivery.localkinesis.fault.Faults;
import delivery.localkinesis.fault.FaultyEngine;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** An iterator lives five minutes; each page gives a new one, whatever is on it. */
class IteratorAgeTest {
    private static final Duration NEARLY_ITS_LIFE = Duration.ofMinutes(4);

    private final Engines local = Engines.withoutLimits(1);

    @Test
    void anIdleShardIsReadOnForAsLongAsOneLikes() {
        var iterator = local.iterator(0, IteratorType.TRIM_HORIZON);
        for (var page = 0; page < 20; page++) {
            iterator = local.engine.getRecords(iterator).nextShardIterator();
            local.time.advance(NEARLY_ITS_LIFE);
        }
        local.put("a");
        assertThat(local.page(iterator)).containsExactly("a");
    }

    @Test
    void aPageThatAFaultHasEmptiedGivesANewIteratorToo() {
        var faults = new Faults(local.time, 7);
        var faulty = new FaultyEngine(local.engine, faults, local.time::advance);
        faults.set("get:empty");
        local.put("a");
        var iterator = local.iterator(0, IteratorType.TRIM_HORIZON);
        for (var page = 0; page < 20; page++) {
            var empty = faulty.getRecords(iterator, 10);
            assertThat(empty.records()).isEmpty();
            iterator = empty.nextShardIterator();
            local.time.advance(NEARLY_ITS_LIFE);
        }
        assertThat(local.page(iterator)).containsExactly("a");
    }
}
