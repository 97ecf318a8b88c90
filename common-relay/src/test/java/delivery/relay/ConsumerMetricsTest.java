package delivery.relay;

import static org.assertj.core.api.Assertions.assertThat;

import delivery.app.FakeTime;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ConsumerMetricsTest {
    private static final String LAG = "delivery_consumer_lag_seconds";
    private static final String PAUSE = "delivery_consumer_longest_pause_seconds";
    private static final String RECORDS = "delivery_consumer_records";

    private final FakeTime time = new FakeTime();
    private final PrometheusRegistry registry = new PrometheusRegistry();
    private final ConsumerMetrics.OfServer metrics = new ConsumerMetrics("s", time, registry).of("here");

    @Test
    void theLagGrowsWhileNothingIsAnswered() {
        metrics.begin("a");
        metrics.applied("a", 10, 1_500);
        assertThat(of(LAG)).containsEntry("a", 1.5);
        time.advance(Duration.ofSeconds(91));
        assertThat(of(LAG)).containsEntry("a", 92.5);
        assertThat(of(PAUSE)).containsEntry("a", 91.0);
        metrics.applied("a", 1, 0);
        assertThat(of(LAG)).containsEntry("a", 0.0);
        assertThat(of(PAUSE)).as("it was").containsEntry("a", 91.0);
        assertThat(of(RECORDS)).containsEntry("a", 11.0);
    }

    @Test
    void aShardThatWasWelcomedAndNeverAnsweredLagsToo() {
        metrics.begin("a");
        time.advance(Duration.ofSeconds(30));
        assertThat(of(LAG)).containsEntry("a", 30.0);
    }

    @Test
    void aShardThatIsReadNoMoreHasNoFigures() {
        metrics.begin("a");
        metrics.begin("b");
        metrics.applied("a", 1, 0);
        metrics.end("a");
        metrics.applied("b", 1, 0);
        for (var name : new String[] {LAG, PAUSE, RECORDS}) {
            assertThat(of(name)).containsOnlyKeys("b");
        }
    }

    @Test
    void aClockThatIsSetMakesNoLag() {
        metrics.begin("a");
        metrics.applied("a", 1, 0);
        time.step(Duration.ofDays(2));
        assertThat(of(LAG)).containsEntry("a", 0.0);
        assertThat(of(PAUSE)).containsEntry("a", 0.0);
    }

    private Map<String, Double> of(String name) {
        var all = new TreeMap<String, Double>();
        for (var snapshot : registry.scrape()) {
            if (snapshot.getMetadata().getName().equals(name)) {
                for (var point : snapshot.getDataPoints()) {
                    var value = point instanceof GaugeDataPointSnapshot gauge
                            ? gauge.getValue()
                            : ((CounterDataPointSnapshot) point).getValue();
                    all.put(point.getLabels().get("shard"), value);
                }
            }
        }
        return all;
    }
}
