package delivery.lab.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class MetricsTest {
    private final Metrics metrics = Metrics.parse("""
            # HELP puts_total Records.
            # TYPE puts_total counter
            puts_total{stream="s",shard="a"} 3
            puts_total{stream="s",shard="b"} 4.5
            puts_total_more{shard="a"} 100
            waiting 7
            """);

    @Test
    void sumsWhateverTheLabels() {
        assertThat(metrics.sum("puts_total")).isEqualTo(7.5);
        assertThat(metrics.sum("waiting")).isEqualTo(7);
        assertThat(metrics.sum("puts")).isZero();
    }

    @Test
    void givesTheValuesByOneLabel() {
        assertThat(metrics.by("puts_total", "shard")).isEqualTo(Map.of("a", 3.0, "b", 4.5));
        assertThat(metrics.by("puts_total", "zone")).isEmpty();
    }
}
