package delivery.localkinesis.http;

import static org.assertj.core.api.Assertions.assertThat;

import delivery.localkinesis.engine.Engines;
import delivery.localkinesis.fault.Faults;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class MetricsTextTest {
    private static final String SHARD = "{stream=\"orders\",shard=\"shardId-000000000000\"";

    private final Engines local = Engines.withLimits(1);
    private final Faults faults = new Faults(local.time, 7);

    @Test
    void aQuotaIsUsedForASecondAndThenFreeAgain() {
        for (int i = 0; i < 250; i++) {
            local.put("x");
        }
        local.all(0);
        assertThat(metrics())
                .contains(used("write_records") + "0.250\n")
                .contains(used("write_bytes") + "0.001\n")
                .contains(used("read_calls") + "0.200\n")
                .contains(used("read_bytes") + "0.000\n")
                .contains("local_kinesis_read_bytes_total" + SHARD + "} 1000\n");
        local.time.advance(Duration.ofMillis(900));
        assertThat(metrics()).contains(used("write_records") + "0.250\n");
        local.time.advance(Duration.ofMillis(100));
        assertThat(metrics()).contains(used("write_records") + "0.000\n").contains(used("read_calls") + "0.000\n");
    }

    @Test
    void aQuotaThatIsNotEnforcedIsNeverMoreThanAllUsed() {
        var free = Engines.withoutLimits(1);
        for (int i = 0; i < 1_500; i++) {
            free.put("x");
        }
        assertThat(MetricsText.of(free.engine.shardStats(), faults.counts()))
                .contains(used("write_records") + "1.000\n");
    }

    @Test
    void faultsAreCounted() {
        faults.set("put:throttle,every=2");
        for (int i = 0; i < 5; i++) {
            faults.next("PutRecord");
        }
        assertThat(metrics()).contains("local_kinesis_faults_total{fault=\"put:throttle,every=2\"} 2\n");
    }

    private String metrics() {
        return MetricsText.of(local.engine.shardStats(), faults.counts());
    }

    private static String used(String quota) {
        return "local_kinesis_quota_used_ratio" + SHARD + ",quota=\"" + quota + "\"} ";
    }
}
