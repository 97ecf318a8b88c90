package delivery.it;

import static org.assertj.core.api.Assertions.assertThat;

import delivery.lab.launcher.Metrics;
import delivery.lab.launcher.Program;
import java.io.IOException;
import java.net.URI;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What docs/monitoring names is what the programs say. */
@Timeout(180)
class MonitoringIT {
    @Test
    void eachMetricThatRulesAndDashboardNameExists() throws IOException {
        try (var suite = Started.onLocalKinesis(1)) {
            // Of replicas it tells only if it has any.
            suite.startServer("--peer", "http://127.0.0.1:9");
            var consumer = suite.startConsumer(0, "--metrics-port", "0");
            var producer = suite.run("producer-main", "--rate", "50", "--metrics-port", "0");
            suite.awaitRanking(ranking -> ranking.created() > 10);
            var said = new TreeSet<>(names(suite.page().resolve("/metrics")));
            said.addAll(names(metricsOf(consumer)));
            said.addAll(names(metricsOf(producer)));
            // Counted only once it happens.
            said.add("delivery_producer_throttled_records_total");
            said.add("delivery_producer_retries_total");
            assertThat(said).containsAll(MonitoringFiles.metricsNamed());
        }
    }

    private static URI metricsOf(Program program) {
        var line = program.awaitLog("metrics on ");
        return URI.create(line.substring(line.indexOf("http://")));
    }

    /** Of a histogram its own too. */
    private static Set<String> names(URI metrics) {
        var names = new TreeSet<String>();
        for (var sample : Metrics.at(metrics).samples().keySet()) {
            var name = sample.replaceFirst("\\{.*", "");
            names.add(name);
            names.add(name.replaceFirst("_bucket$", ""));
        }
        return names;
    }
}
