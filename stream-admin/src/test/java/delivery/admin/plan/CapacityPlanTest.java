package delivery.admin.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CapacityPlanTest {
    @ParameterizedTest(name = "{0}/s of {1} bytes, {2} readers at {3}: {4} by {5}")
    @CsvSource({
        // rate, bytes, readers, reads/s, shards, limit
        "30, 368, 1, 1, 1, records written/s",
        "1000, 100, 1, 1, 1, records written/s",
        "1001, 100, 1, 1, 2, records written/s",
        "7000, 368, 1, 3, 7, records written/s",
        "1, 1048576, 1, 1, 1, bytes written/s",
        "100, 20480, 1, 1, 2, bytes written/s",
        "1024, 1024, 2, 1, 2, records written/s",
        "1024, 1024, 3, 1, 2, 'bytes read/s, all readers'",
        "100, 10240, 5, 1, 3, 'bytes read/s, all readers'",
        "1000, 10, 1, 0.05, 2, records in one read",
        "100, 10240, 1, 0.01, 10, bytes in one read",
        "500, 100, 0, 1, 1, records written/s",
    })
    void theTightestLimitDecides(double rate, int bytes, int readers, double reads, int shards, String limit) {
        var plan = CapacityPlan.of(new Demand(rate, bytes, readers, reads, false));
        assertThat(plan.shards()).isEqualTo(shards);
        assertThat(plan.binding().limit()).isEqualTo(limit);
        assertThat(plan.needs()).allMatch(need -> need.used(plan.shards()) <= 1);
    }

    @ParameterizedTest(name = "{0} readers at {1}: fit {2}, {3} a second each, {4} s on average")
    @CsvSource({
        "1, 1, true, 1, 0.5",
        "1, 5, true, 5, 0.1",
        "2, 2.5, true, 2.5, 0.2",
        "5, 1, true, 1, 0.5",
        "1, 11, false, 5, 0.1",
        "2, 11, false, 2.5, 0.2",
        "10, 1, false, 0.5, 1",
    })
    void readsAreSharedByAllReadersOfAShardWhateverTheShards(
            int readers, double reads, boolean fit, double each, double delay) {
        for (var rate : new double[] {30, 30_000}) {
            var plan = CapacityPlan.of(new Demand(rate, 368, readers, reads, false));
            assertThat(plan.readsFit()).isEqualTo(fit);
            assertThat(plan.readsPerReader()).isEqualTo(each);
            assertThat(plan.meanDelaySeconds()).isEqualTo(delay, within(1e-9));
            assertThat(plan.maxDelaySeconds()).isEqualTo(2 * delay, within(1e-9));
        }
    }

    @Test
    void aggregationLiftsTheLimitOfRecordsAndLeavesThatOfBytes() {
        assertThat(CapacityPlan.of(new Demand(10_000, 200, 1, 1, false)).shards())
                .isEqualTo(10);
        var aggregated = CapacityPlan.of(new Demand(10_000, 200, 1, 1, true));
        assertThat(aggregated.shards()).isEqualTo(2);
        assertThat(aggregated.binding().limit()).isEqualTo("bytes written/s");
        assertThat(aggregated.maxDelaySeconds()).isEqualTo(1.1, within(1e-9));
    }

    @Test
    void littleIsAggregatedTenTimesASecondAndNeverIntoMoreRecordsThanEvents() {
        assertThat(new Demand(30, 368, 1, 1, true).recordsPerSecond()).isEqualTo(10);
        assertThat(new Demand(3, 368, 1, 1, true).recordsPerSecond()).isEqualTo(3);
    }
}
