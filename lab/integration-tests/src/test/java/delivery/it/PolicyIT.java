package delivery.it;

import static org.assertj.core.api.Assertions.assertThat;

import delivery.app.StopSignal;
import delivery.it.PolicyTest.Policies;
import delivery.lab.launcher.Launcher;
import delivery.lab.launcher.Suite;
import delivery.lab.launcher.Wiring;
import java.io.IOException;
import java.net.URI;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A program's policy allows what it calls, and nothing else: local-kinesis says which operations arrive. */
@Timeout(180)
class PolicyIT {
    private static final Pattern CALL = Pattern.compile("\\b([A-Z][A-Za-z]+) stream=\\S+ status=");

    private Suite suite;
    private int seen;

    @Test
    void eachProgramCallsWhatItsPolicyAllowsAndNothingElse() throws IOException {
        var launcher = Launcher.in(Started.ROOT, Started.LOGS.resolve("policies"), new StopSignal());
        try (var closed = new Suite(launcher, Suite.STREAM, Wiring.DIRECT)) {
            suite = closed;
            // Its stream is made by stream-admin.
            var kinesis = launcher.jar(
                    "local-kinesis", "local-kinesis", Map.of("DELIVERY_LOG_LEVEL", "debug"), false, "--port", "0");
            var line = kinesis.awaitLine("listening on");
            suite.useKinesis(URI.create(line.substring(line.lastIndexOf(' ') + 1)));
            var ofAdmin = new TreeSet<String>();
            suite.admin("create", "--shards", "2", "--wait");
            suite.admin("describe");
            ofAdmin.addAll(called(kinesis.stderr()));

            suite.startServer();
            suite.run("producer-main", "--count", "20", "--rate", "100").awaitExit();
            assertThat(called(kinesis.stderr())).isEqualTo(Policies.actionsOf("producer-main"));

            var consumer = suite.run("consumer", "--all-shards", "--server", suite.socket());
            suite.awaitRanking(ranking -> ranking.created() == 20);
            consumer.terminate();
            assertThat(called(kinesis.stderr())).isEqualTo(Policies.actionsOf("consumer"));

            var sent = suite.run("consumer", "--all-shards", "--server", suite.socket(), "--fan-out", "ranking");
            suite.run("producer-main", "--count", "20", "--rate", "100").awaitExit();
            suite.awaitRanking(ranking -> ranking.created() == 40);
            sent.terminate();
            var bySending = new TreeSet<>(called(kinesis.stderr()));
            assertThat(bySending).containsAll(Policies.actionsOf("consumer-fan-out"));
            bySending.removeAll(Policies.actionsOf("consumer-fan-out"));
            bySending.removeAll(Policies.actionsOf("producer-main"));
            assertThat(bySending).isSubsetOf(Policies.actionsOf("consumer"));

            suite.run("producer-driver", "--duration", "5s", "--rest", "1s", "--time-scale", "100")
                    .awaitExit();
            assertThat(called(kinesis.stderr())).isEqualTo(Policies.actionsOf("producer-driver"));

            var tail = suite.run("stream-admin", "tail", "--from", "trim-horizon");
            tail.awaitLine(" created ");
            tail.terminate();
            suite.admin("split", "--shard", "0", "--wait");
            suite.admin("merge", "--shard", "2", "--with", "3", "--wait");
            suite.admin("scale", "--shards", "4", "--yes", "--wait");
            suite.admin(
                    "write-off",
                    "--source",
                    "abcdef",
                    "--force",
                    "--yes",
                    "--server",
                    suite.page().getAuthority());
            suite.admin("delete", "--yes");
            ofAdmin.addAll(called(kinesis.stderr()));
            assertThat(ofAdmin).isEqualTo(Policies.actionsOf("stream-admin"));
        }
    }

    /** Since it was asked last. */
    private Set<String> called(String log) {
        var operations = new TreeSet<String>();
        var matcher = CALL.matcher(log.substring(seen));
        while (matcher.find()) {
            operations.add(matcher.group(1));
        }
        seen = log.length();
        return operations;
    }
}
