package delivery.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The alert rules and the dashboard, as files. That the metrics in them exist is {@link MonitoringIT}'s to say. */
class MonitoringTest {
    private static final Pattern ALERT = Pattern.compile("- alert: (\\w+)");

    @Test
    void eachRuleFiresWhenItShouldAndNoneWhileAllIsWell() {
        var promtool = List.of("/usr/bin/promtool", "/usr/local/bin/promtool").stream()
                .filter(each -> Files.isExecutable(Path.of(each)))
                .findFirst();
        assumeThat(promtool)
                .as("promtool is there (Debian: apt-get install prometheus)")
                .isPresent();
        var command = List.of(promtool.get(), "test", "rules", "alerts-test.yml");
        try (var tests = Started.command("promtool", MonitoringFiles.FOLDER, Map.of(), command)) {
            assertThat(tests.awaitExit()).as(tests.stdout() + tests.stderr()).isZero();
        }
    }

    @Test
    void noRuleIsWithoutATestAndNoneWithoutALineInTheTable() throws IOException {
        var rules = names("alerts.yml");
        assertThat(rules).hasSizeGreaterThan(5);
        var tests = Files.readString(MonitoringFiles.FOLDER.resolve("alerts-test.yml"));
        var table = Files.readString(MonitoringFiles.FOLDER.resolve("README.md"));
        for (var rule : rules) {
            assertThat(tests)
                    .contains("- name: " + rule + "\n")
                    .contains("alertname: " + rule + ", eval_time: 20m, exp_alerts: []");
            assertThat(table).contains("`" + rule + "`");
        }
    }

    @Test
    void theDashboardIsJsonWithPanelsThatAskSomething() throws IOException {
        var dashboard = new ObjectMapper()
                .readTree(MonitoringFiles.FOLDER.resolve("dashboard.json").toFile());
        assertThat(dashboard.path("panels"))
                .hasSizeGreaterThan(10)
                .allSatisfy(panel -> assertThat(
                                panel.path("targets").path(0).path("expr").asText())
                        .contains("delivery_"));
    }

    private static List<String> names(String file) throws IOException {
        var names = new ArrayList<String>();
        var matcher = ALERT.matcher(Files.readString(MonitoringFiles.FOLDER.resolve(file)));
        while (matcher.find()) {
            names.add(matcher.group(1));
        }
        return names;
    }
}
