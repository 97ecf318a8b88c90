package delivery.admin;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import delivery.admin.command.Json;
import delivery.localkinesis.LocalKinesis;
import delivery.localkinesis.api.StreamMode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(120)
class StreamCommandsTest {
    private final LocalKinesis kinesis =
            LocalKinesis.builder().transition(Duration.ofMillis(100)).start();

    @AfterEach
    void close() {
        kinesis.close();
    }

    @Test
    void createsAStreamAndWaitsUntilItIsActive() {
        assertThat(run("create", "--shards", "7", "--wait").exitCode()).isZero();
        assertThat(run("shards").out().lines()).hasSize(7).allMatch(id -> id.matches("shardId-\\d{12}"));
    }

    @Test
    void aStreamThatExistsIsNotCreatedAgain() {
        create(2);
        var again = run("create", "--shards", "3");
        assertThat(again.exitCode()).isEqualTo(1);
        assertThat(again.error()).contains("exists already, ACTIVE with 2 open shard(s)");
    }

    @Test
    void describesShardsWithTheirShareOfTheKeys() throws JsonProcessingException {
        create(4);
        assertThat(run("describe").out())
                .contains("s is ACTIVE: 4 open shard(s), keeps records 24 h, provisioned")
                .contains("shardId-000000000003  OPEN")
                .contains("25.00 %");
        var json = Json.MAPPER.readTree(run("describe", "--json").out());
        assertThat(json.path("status").asText()).isEqualTo("ACTIVE");
        assertThat(json.path("shards")).hasSize(4);
        assertThat(json.path("shards").get(0).path("startingHashKey").asText()).isEqualTo("0");
    }

    @Test
    void printsTheOpenShardsForScripts() {
        create(2);
        run("split", "--shard", "0", "--wait");
        assertThat(run("shards").out()).isEqualTo("""
                shardId-000000000002
                shardId-000000000003
                shardId-000000000001
                """);
        assertThat(run("shards", "--json").out().strip())
                .isEqualTo("[\"shardId-000000000002\",\"shardId-000000000003\",\"shardId-000000000001\"]");
    }

    @Test
    void splitsAndMergesOneAfterTheOtherWithoutBeingToldToWait() {
        create(1);
        assertThat(run("split", "--shard", "shardId-000000000000", "--at", "1000")
                        .exitCode())
                .isZero();
        assertThat(run("merge", "--shard", "1", "--with", "2").exitCode()).isZero();
        assertThat(run("split", "--shard", "3", "--wait").exitCode()).isZero();
        assertThat(run("describe").out()).contains("shardId-000000000001 shardId-000000000002");
    }

    @Test
    void aShardThatIsNotThereIsAnsweredWithTheOpenOnes() {
        create(2);
        var split = run("split", "--shard", "9");
        assertThat(split.exitCode()).isEqualTo(2);
        assertThat(split.error())
                .contains(
                        "no shard shardId-000000000009 in the stream; open are shardId-000000000000, shardId-000000000001");
    }

    @Test
    void aClosedShardIsNotSplitAgain() {
        create(1);
        run("split", "--shard", "0", "--wait");
        assertThat(run("split", "--shard", "0").error()).contains("is closed");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "340282366920938463463374607431768211456"})
    void aKeyThatDoesNotSplitIsAnsweredWithTheRange(String key) {
        create(1);
        var split = run("split", "--shard", "0", "--at", key);
        assertThat(split.exitCode()).isEqualTo(2);
        assertThat(split.error()).contains("0 to 340282366920938463463374607431768211455");
    }

    @Test
    void shardsThatDoNotAdjoinAreAnsweredWithTheNeighbours() {
        create(3);
        var merge = run("merge", "--shard", "0", "--with", "2");
        assertThat(merge.exitCode()).isEqualTo(2);
        assertThat(merge.error()).contains("do not adjoin").contains("adjoins shardId-000000000001");
    }

    @Test
    void scalesInStepsThatTheServiceTakes() throws JsonProcessingException {
        create(2);
        var dry = run("scale", "--shards", "7", "--dry-run");
        assertThat(dry.out())
                .contains("2 -> 7 open shards")
                .contains("1. UpdateShardCount to 4")
                .contains("2. UpdateShardCount to 7")
                .contains("not done");
        assertThat(run("shards").out().lines()).hasSize(2);

        var scale = Json.MAPPER.readTree(
                run("scale", "--yes", "--shards", "7", "--wait", "--json").out());
        assertThat(scale.path("steps")).hasSize(2);
        assertThat(scale.path("status").asText()).isEqualTo("ACTIVE");
        assertThat(run("shards").out().lines()).hasSize(7);
        assertThat(run("describe").out()).contains("14.29 %").doesNotContain("warning");
        assertThat(run("scale", "--yes", "--shards", "7").out()).contains("nothing to do");
    }

    @Test
    void scalesBySplitsAndMergesWhereItIsToldTo() {
        create(2);
        var scale = run("scale", "--yes", "--shards", "3", "--by-hand", "--wait");
        assertThat(scale.out()).contains("1. SplitShard at").contains("3. MergeShards that meet at");
        assertThat(scale.err()).contains("step 2 of 3").contains("stream s is UPDATING");
        assertThat(run("describe").out()).contains("33.33 %").doesNotContain("warning");
    }

    @Test
    void goesOnBySplitsAndMergesWhenTheDaysUpdateShardCountsAreUsedUp() {
        create(1);
        try (var quick =
                LocalKinesis.builder().stream("s", 1).transition(Duration.ZERO).start()) {
            for (var i = 0; i < 10; i++) {
                quick.engine().updateShardCount("s", 2 - i % 2);
            }
            var scale = AdminRun.on(quick.endpoint().toString(), "scale", "--yes", "--shards", "2", "--wait");
            assertThat(scale.exitCode()).as(scale.err()).isZero();
            assertThat(scale.err())
                    .contains("no UpdateShardCount")
                    .contains("24-hour")
                    .contains("SplitShard");
            assertThat(AdminRun.on(quick.endpoint().toString(), "shards").out().lines())
                    .hasSize(2);
        }
    }

    @Test
    void shardsThatGotTooNarrowOrTooWideAreWarnedOf() throws JsonProcessingException {
        create(2);
        run("split", "--shard", "0", "--at", "6", "--wait");
        assertThat(run("describe").out())
                .contains("warning: shardId-000000000002 is only 6 hash key(s) wide")
                .contains("merge it with shardId-000000000003");
        assertThat(Json.MAPPER.readTree(run("describe", "--json").out()).path("warnings"))
                .hasSize(1);
    }

    @Test
    void anOnDemandStreamIsNotChangedByHand() {
        create(4);
        var arn = kinesis.engine().describeStreamSummary("s").arn();
        kinesis.engine().updateStreamMode(arn, StreamMode.ON_DEMAND);
        assertThat(run("wait").exitCode()).isZero();
        for (var change : List.of(
                List.of("split", "--shard", "0"),
                List.of("merge", "--shard", "0", "--with", "1"),
                List.of("scale", "--yes", "--shards", "5"))) {
            var refused = run(change.toArray(String[]::new));
            assertThat(refused.exitCode()).isEqualTo(1);
            assertThat(refused.error())
                    .contains("is on-demand: AWS alone decides on its 4 shards")
                    .contains("aws kinesis update-stream-mode --stream-arn " + arn);
        }
    }

    @Test
    void everyChangeSaysWhatItDidToMachinesToo() throws JsonProcessingException {
        assertThat(json("create", "--shards", "1", "--wait").path("created").asBoolean())
                .isTrue();
        assertThat(json("create", "--shards", "1", "--if-missing")
                        .path("created")
                        .asBoolean())
                .isFalse();
        assertThat(json("split", "--shard", "0", "--at", "9", "--wait")
                        .path("at")
                        .asText())
                .isEqualTo("9");
        assertThat(json("merge", "--shard", "1", "--with", "2").path("status").asText())
                .isEqualTo("UPDATING");
        assertThat(json("wait").path("shards").asInt()).isEqualTo(1);
        assertThat(json("delete", "--yes", "--wait").path("status").asText()).isEqualTo("gone");
    }

    @Test
    void aStreamThatIsBeingDeletedIsWaitedForAndNotUsed() {
        try (var slow = LocalKinesis.builder().stream("s", 1)
                .transition(Duration.ofSeconds(2))
                .start()) {
            var endpoint = slow.endpoint().toString();
            slow.engine().deleteStream("s");
            var create = AdminRun.on(endpoint, "create", "--shards", "1", "--if-missing");
            assertThat(create.exitCode()).isEqualTo(1);
            assertThat(create.error()).contains("is still being deleted", "stream-admin delete --wait");
            var delete = AdminRun.on(endpoint, "delete", "--yes", "--wait");
            assertThat(delete.exitCode()).as(delete.err()).isZero();
            assertThat(delete.out()).contains("stream s is gone");
        }
    }

    @Test
    void aStreamThatIsGoneNeedsNoDeleting() {
        var delete = run("delete", "--yes");
        assertThat(delete.exitCode()).isEqualTo(4);
        assertThat(delete.error()).contains("there is nothing to delete");
    }

    @Test
    void deletesAndWaitsUntilTheStreamIsGone() {
        create(1);
        assertThat(run("delete", "--wait", "--yes").exitCode()).isZero();
        var describe = run("describe");
        assertThat(describe.exitCode()).isEqualTo(4);
        assertThat(describe.error()).contains("no stream s").contains("create --stream-name s --shards 7");
    }

    @Test
    void deletesNothingUnaskedWhereThereIsNobodyToAsk() {
        create(1);
        var delete = run("delete", "--wait");
        assertThat(delete.exitCode()).isEqualTo(2);
        assertThat(delete.error()).contains("give --yes", "stream s");
        assertThat(run("describe").out()).contains("is ACTIVE");
    }

    @Test
    void scalesNothingUnaskedWhereThereIsNobodyToAskButListsTheSteps() {
        create(1);
        var scale = run("scale", "--shards", "2");
        assertThat(scale.exitCode()).isEqualTo(2);
        assertThat(scale.error()).contains("give --yes", "stream s", "--dry-run");
        assertThat(run("shards").out().lines()).hasSize(1);
        assertThat(run("scale", "--shards", "2", "--dry-run").exitCode()).isZero();
        assertThat(run("scale", "--shards", "1").out())
                .as("nothing to ask about")
                .contains("nothing to do");
    }

    @ParameterizedTest
    @ValueSource(strings = {"5x", "", "-1", "1e9", "\u0665", "340282366920938463463374607431768211456"})
    void whatIsNoHashKeyIsBadUsage(String key) {
        create(1);
        var split = run("split", "--shard", "0", "--at=" + key);
        assertThat(split.exitCode()).isEqualTo(2);
        assertThat(split.error())
                .contains("--at", "'" + key + "' is not a hash key")
                .doesNotContain("Exception");
    }

    @Test
    void waitsForAStreamThatIsBeingCreated() {
        run("create", "--shards", "1");
        assertThat(run("wait").exitCode()).isZero();
        assertThat(run("describe").out()).contains("is ACTIVE");
    }

    @Test
    void anEndpointThatIsNotThereIsExitCodeFour() throws IOException {
        int port;
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        var describe = AdminRun.on("http://127.0.0.1:" + port, "describe");
        assertThat(describe.exitCode()).isEqualTo(4);
        assertThat(describe.error()).contains("nobody answers");
    }

    @Test
    void badUsageIsOneLineAndExitCodeTwo() {
        assertThat(AdminRun.run().exitCode()).isEqualTo(2);
        assertThat(AdminRun.run().error()).contains("name a subcommand: create, describe");
        assertThat(run("create").error()).contains("--shards");
        assertThat(run("create", "--shards", "0").exitCode()).isEqualTo(2);
        assertThat(run("create", "--shards", "many").exitCode()).isEqualTo(2);
        assertThat(run("tail", "--from", "soon").error()).contains("'soon' is none of trim-horizon");
        assertThat(run("tail", "--from", "at-timestamp=noon").error()).contains("'noon' is neither a time");
        assertThat(run("tail", "--from", "after-sequence=x").error()).contains("not a sequence number");
        assertThat(run("tail", "--from", "after-sequence=7").error()).contains("needs --shard");
        assertThat(AdminRun.run("discribe").exitCode()).isEqualTo(2);
        assertThat(AdminRun.run("describe", "--endpoint-url", "localhost").error())
                .contains("is not a URL");
        assertThat(AdminRun.run("describe", "--stream-name", "a b").exitCode()).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"create", "describe", "shards", "split", "merge", "scale", "wait", "delete", "tail", "audit"})
    void everySubcommandTakesTheCommonFlags(String subcommand) {
        var help = AdminRun.run(subcommand, "--help");
        assertThat(help.exitCode()).isZero();
        assertThat(help.out()).contains("--log-format").contains("--version");
        if (!subcommand.equals("audit")) {
            assertThat(help.out())
                    .contains("--stream-name")
                    .contains("--endpoint-url")
                    .contains("--region");
        }
    }

    @Test
    void logsAsAsked() {
        var created = run("create", "--shards", "1", "--log-format", "json");
        assertThat(created.err()).startsWith("{");
    }

    private JsonNode json(String... args) throws JsonProcessingException {
        var all = new ArrayList<>(List.of(args));
        all.add("--json");
        return Json.MAPPER.readTree(run(all.toArray(String[]::new)).out());
    }

    private void create(int shards) {
        kinesis.engine().createActiveStream("s", shards);
    }

    private AdminRun run(String... args) {
        return AdminRun.on(kinesis.endpoint().toString(), args);
    }
}
