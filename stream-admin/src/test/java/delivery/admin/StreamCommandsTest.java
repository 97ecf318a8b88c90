package delivery.admin;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import delivery.localkinesis.LocalKinesis;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
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
    void scalingIsRefusedPlainlyWhereTheServiceHasNoSuchCall() {
        create(2);
        var dry = run("scale", "--shards", "4", "--dry-run");
        assertThat(dry.exitCode()).isZero();
        assertThat(dry.out()).contains("2 -> 4");
        assertThat(run("scale", "--shards", "5").error()).contains("scale to 4 first");
        assertThat(run("scale", "--shards", "2").out()).contains("nothing to do");
        var scale = run("scale", "--shards", "4");
        assertThat(scale.exitCode() == 0 || scale.error().contains("split shards instead"))
                .isTrue();
    }

    @Test
    void deletesAndWaitsUntilTheStreamIsGone() {
        create(1);
        assertThat(run("delete", "--wait").exitCode()).isZero();
        var describe = run("describe");
        assertThat(describe.exitCode()).isEqualTo(4);
        assertThat(describe.error()).contains("no stream s").contains("create --stream-name s --shards 7");
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
        var describe = Program.on("http://127.0.0.1:" + port, "describe");
        assertThat(describe.exitCode()).isEqualTo(4);
        assertThat(describe.error()).contains("nobody answers");
    }

    @Test
    void badUsageIsOneLineAndExitCodeTwo() {
        assertThat(Program.run().exitCode()).isEqualTo(2);
        assertThat(Program.run().error()).contains("name a subcommand: create, describe");
        assertThat(run("create").error()).contains("--shards");
        assertThat(run("create", "--shards", "0").exitCode()).isEqualTo(2);
        assertThat(run("create", "--shards", "many").exitCode()).isEqualTo(2);
        assertThat(run("tail", "--from", "soon").error()).contains("'soon' is neither trim-horizon nor now");
        assertThat(Program.run("discribe").exitCode()).isEqualTo(2);
        assertThat(Program.run("describe", "--endpoint-url", "localhost").error())
                .contains("is not a URL");
        assertThat(Program.run("describe", "--stream-name", "a b").exitCode()).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"create", "describe", "shards", "split", "merge", "scale", "wait", "delete", "tail", "audit"})
    void everySubcommandTakesTheCommonFlags(String subcommand) {
        var help = Program.run(subcommand, "--help");
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
        assertThat(created.out()).isEmpty();
    }

    private void create(int shards) {
        kinesis.engine().createActiveStream("s", shards);
    }

    private Program run(String... args) {
        return Program.on(kinesis.endpoint().toString(), args);
    }
}
