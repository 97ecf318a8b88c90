package delivery.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import delivery.it.PolicyTest.Policies;
import delivery.lab.launcher.Leases;
import delivery.lab.launcher.Metrics;
import delivery.lab.launcher.Suite;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * Workers that share the shards by the KCL's leases. That of three one is killed and one comes while shards split and merge,
 * many times, is {@code scripts/experiment.sh fleet}; once of it is here, if asked for.
 */
@Timeout(300)
class FleetIT {
    private static final Duration A_SLOW_MACHINE = Duration.ofSeconds(240);
    private Suite suite;

    @BeforeEach
    void needDynalite() {
        assumeTrue(
                Leases.isThere(Started.ROOT), "no dynalite: npm install --prefix lab/interop-tests --no-package-lock");
    }

    @AfterEach
    void stopEverything() {
        if (suite != null) {
            suite.close();
        }
    }

    @Test
    @EnabledIfSystemProperty(named = "fleet", matches = ".*", disabledReason = "a minute and more: run it with -Dfleet")
    void oneIsKilledAndOneComesWhileShardsSplitAndMergeAndNothingIsLostOrCountedTwice() {
        try (var experiment = Scripts.start(Map.of(), "experiment.sh", "fleet", "--short")) {
            assertThat(experiment.awaitExit(A_SLOW_MACHINE))
                    .as(experiment.stdout() + experiment.stderr())
                    .isZero();
            assertThat(experiment.stdout()).contains("lost 0, counted twice 0").doesNotContain("FAILED");
        }
    }

    /** One table, as a worker makes it; what the KCL asks for is what the policy allows. */
    @Test
    void aTableIsOneApplicationsAndWhatIsAskedOfItIsInThePolicy() throws IOException {
        suite = Started.onLocalKinesis(1);
        suite.startServer();
        var leases = Leases.start(suite.launcher());
        var worker = suite.startWorker("worker", leases, "--failover", "1s", "--metrics-port", "0");
        suite.run("producer-main", "--count", "20", "--rate", "100").awaitExit();
        suite.awaitRanking(ranking -> ranking.created() == 20);

        var other = suite.startWorker("other", leases, "--application", "another", "--table", "delivery-fleet");
        assertThat(other.awaitExit()).isEqualTo(1);
        assertThat(other.lastLine())
                .contains("table delivery-fleet has the leases of another application", "another", "give another");

        var asked = new TreeSet<String>();
        var metrics = URI.create(worker.awaitLog("metrics on ").replaceAll(".* ", ""));
        Metrics.at(metrics)
                .by("delivery_fleet_calls_total", "operation")
                .forEach((operation, count) -> asked.add(operation));
        assertThat(worker.terminate()).as(worker.stderr()).isZero();
        var allowed = Policies.actionsOf("consumer-fleet");
        Policies.words(Policies.read("consumer-fleet.json").at("/Statement/1/Action"))
                .forEach(each -> allowed.add(each.replace("dynamodb:", "")));
        assertThat(allowed).containsAll(asked);
    }

    @Test
    void whatCannotBeUsedIsSaidBeforeAnyLeaseIsTaken() throws IOException {
        suite = Started.onLocalKinesis(1);
        assertThat(failed("no-server", 4, "--server", "127.0.0.1:1", "--dynamodb-endpoint-url", "http://127.0.0.1:1"))
                .contains("no ranking server answers at 127.0.0.1:1", "start ranking-server");
        suite.startServer();
        var here = new String[] {"--server", suite.socket(), "--dynamodb-endpoint-url", "http://127.0.0.1:1"};
        assertThat(failed("no-dynamo", 4, here)).contains("no DynamoDB answers at http://127.0.0.1:1");

        assertThat(atTables("400 Bad Request", "AccessDeniedException", Duration.ZERO))
                .contains("no right to dynamodb:DescribeTable on table delivery-fleet", "consumer-fleet.json");
        assertThat(atTables("200 OK", null, Duration.ofMinutes(-3)))
                .contains("the clock of this machine is", "s ahead of DynamoDB's", "NTP");
    }

    /** A stream of the same name made anew, as far as the server is concerned. */
    @Test
    void aServerOfAnotherStreamTakesNothingOfIt() {
        suite = Started.onLocalKinesis(1);
        suite.startServer("--stream-name", "Another");
        var there = new String[] {"--server", suite.socket(), "--dynamodb-endpoint-url", "http://127.0.0.1:1"};
        assertThat(failed("another-stream", 1, there)).contains("Another");
    }

    private String failed(String name, int code, String... flags) {
        var program = suite.runAs(name, "consumer-fleet", flags);
        assertThat(program.awaitExit()).as(program.stderr()).isEqualTo(code);
        return program.lastLine();
    }

    /** What a worker ends with where DynamoDB answers this, and has that time. */
    private String atTables(String status, String error, Duration clock) throws IOException {
        var body = error == null
                ? "{\"Table\": {\"KeySchema\": [{\"AttributeName\": \"leaseKey\", \"KeyType\": \"HASH\"}]}}"
                : "{\"__type\": \"com.amazonaws.dynamodb.v20120810#" + error + "\", \"message\": \"no\"}";
        try (var tables = new DatedTables(status, body, clock)) {
            var code = error == null ? 1 : 4;
            return failed("at-tables", code, "--server", suite.socket(), "--dynamodb-endpoint-url", tables.url());
        }
    }
}
