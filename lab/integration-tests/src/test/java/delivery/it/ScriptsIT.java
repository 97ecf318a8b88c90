package delivery.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import delivery.lab.launcher.Program;
import delivery.lab.launcher.Suite;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(240)
class ScriptsIT {
    private static final String UNTOUCHED = "shardId-000000000001";
    private static final String CHILD = "shardId-000000000002";
    private static final String OTHER_CHILD = "shardId-000000000003";

    @Test
    void controlCEndsTheDemoWithAReport() {
        try (var demo = demo("DemoStopped")) {
            awaitProgress(demo);
            demo.signal("INT");
            assertThat(demo.awaitExit(Scripts.LONG)).as(demo.stderr()).isZero();
            assertThat(demo.stdout()).contains("missing 0, nothing lost, nothing counted twice");
        }
        assertThat(Scripts.survivors("DemoStopped")).isEmpty();
    }

    @Test
    void aDemoThatLosesAProgramFailsAndLeavesNoProcessBehind() {
        try (var demo = demo("DemoBroken")) {
            awaitProgress(demo);
            ProcessHandle.allProcesses()
                    .filter(process -> process.info().commandLine().orElse("").contains("DemoBroken")
                            && process.info().commandLine().orElse("").contains("ranking-server.jar"))
                    .forEach(ProcessHandle::destroyForcibly);
            assertThat(demo.awaitExit(Scripts.LONG)).isNotZero();
            assertThat(demo.stderr()).contains("error: ranking-server ended with code 137");
        }
        assertThat(Scripts.survivors("DemoBroken")).isEmpty();
    }

    @Test
    void aDemoWhosePortIsTakenSaysSoAndLeavesNoProcessBehind() throws Exception {
        try (var taken = new ServerSocket(0);
                var demo = Scripts.start(
                        Map.of(),
                        "demo.sh",
                        "--no-build",
                        "--stream-name",
                        "DemoPort",
                        "--http-port",
                        Integer.toString(taken.getLocalPort()))) {
            assertThat(demo.awaitExit(Scripts.LONG)).isEqualTo(1);
            assertThat(demo.stderr()).contains("cannot listen on port " + taken.getLocalPort(), "--http-port");
            assertThat(demo.stderr()).as("nothing was started").doesNotContain("ranking-server ended");
        }
        assertThat(Scripts.survivors("DemoPort")).isEmpty();
    }

    @Test
    void twoDemosInOneTreeRunSideBySideReportAndLeaveNoProcessBehind() {
        try (var first = demo("DemoFirst", "--duration", "16s");
                var second = demo("DemoSecond", "--duration", "8s")) {
            assertThat(second.awaitExit(Scripts.LONG)).as(second.stderr()).isZero();
            assertThat(first.awaitExit(Scripts.LONG)).as(first.stderr()).isZero();
            assertThat(first.stdout()).contains("created", "assigned", "completed", "driver_");
            for (var demo : List.of(first, second)) {
                assertThat(demo.stdout()).contains("missing 0, nothing lost, nothing counted twice");
                var folder = Path.of(demo.stderr().replaceAll("(?s).*logs in (\\S+), .*", "$1"));
                assertThat(folder.resolve("ranking-server.log")).isNotEmptyFile();
                assertThat(folder.resolve("state")).isDirectory();
            }
        }
        assertThat(Scripts.survivors("DemoFirst")).isEmpty();
        assertThat(Scripts.survivors("DemoSecond")).isEmpty();
    }

    @Test
    void anUnknownFlagOfTheDemoIsBadUsage() {
        try (var demo = Scripts.start(Map.of(), "demo.sh", "--durations", "10s")) {
            assertThat(demo.awaitExit()).isEqualTo(2);
            assertThat(demo.stderr()).contains("--durations", "scripts/demo.sh --help");
        }
    }

    /** A stream of AWS would cost, and one of a city that cannot be is of no use. */
    @Test
    void aDemoOfACityThatCannotBeEndsBeforeAnythingIsStarted() {
        try (var demo = demo("DemoNoCity", "--demand", "README.md")) {
            assertThat(demo.awaitExit()).as(demo.stderr()).isEqualTo(2);
            assertThat(demo.stderr().lines().filter(line -> !line.startsWith("warning: ")))
                    .singleElement()
                    .asString()
                    .startsWith("error: --demand ")
                    .contains("README.md line ", "is none of hours, quarter, surge and begins");
        }
        assertThat(Scripts.survivors("DemoNoCity")).isEmpty();
    }

    @Test
    void oneConsumerAnOpenShardAndNoneAfterControlC(@TempDir Path logs) {
        try (var suite = Started.onLocalKinesis(3)) {
            suite.startServer();
            try (var consumers = consumers(suite, logs)) {
                suite.awaitRanking(ranking -> ranking.shardsWithConsumer() == 3);
                assertThat(logs.toFile().list()).contains("consumer-shardId-000000000002.log");
                consumers.signal("INT");
                assertThat(consumers.awaitExit()).as(consumers.stderr()).isZero();
            }
            assertThat(Scripts.survivors("--server " + suite.socket())).isEmpty();
        }
    }

    @Test
    void consumersStartedAgainAfterASplitTakeWhatOthersHaveTooMuchOf(@TempDir Path logs) {
        try (var suite = Started.onLocalKinesis(2, "--transition", "200ms")) {
            suite.startServer();
            var orders = suite.run("producer-main", "--rate", "100");
            try (var before = consumers(suite, logs.resolve("before"))) {
                suite.awaitRanking(ranking -> ranking.shardsWithConsumer() == 2 && ranking.created() > 0);
                assertThat(suite.run("stream-admin", "split", "--shard", "0", "--wait")
                                .awaitExit())
                        .isZero();
                suite.awaitRanking(ranking -> ranking.read(CHILD) > 0 && ranking.read(OTHER_CHILD) > 0);
                var both = suite.ranking().consumerPid(CHILD);
                assertThat(suite.ranking().consumerPid(OTHER_CHILD)).isEqualTo(both);
                var alone = suite.ranking().consumerPid(UNTOUCHED);
                try (var again = consumers(suite, logs.resolve("again"))) {
                    var shared = suite.awaitRanking(ranking -> ranking.shardsWithConsumer() == 3
                            && ranking.consumerPid(CHILD) != ranking.consumerPid(OTHER_CHILD));
                    assertThat(shared.consumerPid(UNTOUCHED)).isEqualTo(alone);
                    // For a while the others wait whether there is something for them: they would take what is left
                    // behind.
                    await().atMost(Scripts.LONG).until(() -> consumersBelow(again) == 1);
                    assertThat(both).isIn(shared.consumerPid(CHILD), shared.consumerPid(OTHER_CHILD));
                    before.signal("INT");
                    assertThat(before.awaitExit()).isZero();
                    var handedOver = shared.consumerPid(CHILD) == both ? OTHER_CHILD : CHILD;
                    assertThat(suite.ranking().consumerPid(handedOver)).isEqualTo(shared.consumerPid(handedOver));
                    assertThat(again.isAlive()).as(again.stderr()).isTrue();
                    // The shards that went with the first ones are taken up when the script is started once more.
                    try (var more = consumers(suite, logs.resolve("more"))) {
                        // Not only three again: those that have just ended may still be counted.
                        var kept = handedOver.equals(CHILD) ? OTHER_CHILD : CHILD;
                        suite.awaitRanking(ranking -> ranking.shardsWithConsumer() == 3
                                && ranking.consumerPid(UNTOUCHED) != alone
                                && ranking.consumerPid(kept) != both);
                        orders.signal("TERM");
                        assertThat(orders.awaitExit()).isZero();
                        var audit = suite.audit();
                        assertThat(audit.awaitExit()).as(audit.stdout()).isZero();
                        var ranking = suite.ranking();
                        assertThat(ranking.contradictions()).isEmpty();
                        assertThat(ranking.audit("duplicates"))
                                .as("nothing was read twice")
                                .isZero();
                        more.signal("INT");
                        assertThat(more.awaitExit()).as(more.stderr()).isZero();
                    }
                    again.signal("INT");
                    assertThat(again.awaitExit()).as(again.stderr()).isZero();
                }
            }
        }
    }

    @Test
    void consumersStartedAgainLeaveTheLogsOfThoseThatRunAsTheyAre(@TempDir Path logs) throws Exception {
        try (var suite = Started.onLocalKinesis(2)) {
            suite.startServer();
            try (var first = consumers(suite, logs)) {
                suite.awaitRanking(ranking -> ranking.shardsWithConsumer() == 2);
                var log = logs.resolve("consumer-shardId-000000000001.log");
                var before = Files.readString(log);
                assertThat(before).isNotEmpty();
                try (var again = consumers(suite, logs)) {
                    // Nothing is left to read for these, and they end.
                    assertThat(again.awaitExit(Scripts.LONG)).as(again.stderr()).isZero();
                }
                assertThat(Files.readString(log)).startsWith(before);
                assertThat(logs.resolve("latest/consumer-shardId-000000000001.log"))
                        .isNotEmptyFile();
                first.signal("INT");
                assertThat(first.awaitExit()).as(first.stderr()).isZero();
            }
        }
    }

    @Test
    void consumersOfManyShardsAllComeUpThoughTheServiceHasTooManyCalls(@TempDir Path logs) {
        try (var suite =
                Started.onLocalKinesis(8, "--fault", "describe:throttle=0.6", "--fault", "list:throttle=0.6")) {
            suite.startServer();
            try (var consumers = consumers(suite, logs)) {
                suite.awaitRanking(ranking -> ranking.shardsWithConsumer() == 8);
                consumers.signal("INT");
                assertThat(consumers.awaitExit()).as(consumers.stderr()).isZero();
            }
        }
    }

    private static long consumersBelow(Program script) {
        return ProcessHandle.of(script.pid()).stream()
                .flatMap(ProcessHandle::descendants)
                .filter(each -> each.info().commandLine().orElse("").contains("consumer.jar"))
                .filter(each -> each.info().command().orElse("").endsWith("java"))
                .count();
    }

    private static Program consumers(Suite suite, Path logs) {
        return Scripts.start(
                Map.of(),
                "consumers.sh",
                "--log-dir",
                logs.toString(),
                "--endpoint-url",
                suite.endpoint().toString(),
                "--server",
                suite.socket());
    }

    @Test
    void consumersOfAStreamThatIsNotThereSayWhatToDo() {
        try (var suite = Started.onLocalKinesis(1);
                var consumers = Scripts.start(
                        Map.of(),
                        "consumers.sh",
                        "--stream-name",
                        "Nowhere",
                        "--endpoint-url",
                        suite.endpoint().toString())) {
            assertThat(consumers.awaitExit()).isEqualTo(4);
            assertThat(consumers.stderr()).contains("Nowhere", "create");
        }
    }

    private static Program demo(String stream, String... flags) {
        var arguments = new java.util.ArrayList<>(
                java.util.List.of("--no-build", "--http-port", "0", "--shards", "2", "--stream-name", stream));
        arguments.addAll(java.util.List.of(flags));
        return Scripts.start(Map.of(), "demo.sh", arguments.toArray(String[]::new));
    }

    private static void awaitProgress(Program demo) {
        await().atMost(Duration.ofSeconds(60))
                .until(() -> !demo.isAlive() || demo.stderr().matches("(?s).*created [1-9].*"));
        assertThat(demo.isAlive()).as(demo.stderr()).isTrue();
    }
}
