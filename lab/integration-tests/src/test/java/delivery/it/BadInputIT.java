package delivery.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** One line that names the cause and the next step, the exit code of the contract, no stack trace. */
@Timeout(120)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BadInputIT {
    private Suite suite;
    private String endpoint;
    private ServerSocket taken;

    @BeforeAll
    void start() throws IOException {
        suite = Suite.onLocalKinesis(2);
        suite.startServer();
        endpoint = suite.endpoint().toString();
        taken = new ServerSocket(0);
    }

    @AfterAll
    void stop() throws IOException {
        suite.close();
        taken.close();
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource
    void isExplainedInOneLine(String module, List<String> flags, int exitCode, List<String> words) {
        try (var app = AppProcess.jar(module, flags.toArray(String[]::new))) {
            assertThat(app.awaitExit()).as(app.stderr()).isEqualTo(exitCode);
            assertThat(errorLine(app)).contains(words);
            assertThat(app.stderr()).doesNotContain("\tat ").doesNotContain("Exception in thread");
        }
    }

    Stream<Arguments> isExplainedInOneLine() {
        var port = Integer.toString(taken.getLocalPort());
        return Stream.of(
                arguments("producer-main", List.of("--rtae", "5"), 2, List.of("--rtae")),
                arguments("producer-main", List.of("--rate", "many"), 2, List.of("--rate", "many")),
                arguments("producer-main", List.of("--rate", "0"), 2, List.of("--rate 0")),
                arguments("producer-main", List.of("--rate", "NaN"), 2, List.of("--rate", "NaN")),
                arguments("producer-main", List.of("--count", "-1"), 2, List.of("--count -1")),
                arguments("producer-main", List.of("--routing", "sideways"), 2, List.of("sideways", "cycle")),
                arguments("producer-main", List.of("--duration", "soon"), 2, List.of("--duration", "soon")),
                arguments("producer-main", List.of("--endpoint-url", "not a url"), 2, List.of("--endpoint-url")),
                arguments("producer-driver", List.of("--drivers", "0"), 2, List.of("--drivers 0")),
                arguments("producer-driver", List.of("--time-scale", "0"), 2, List.of("--time-scale 0")),
                arguments("consumer", List.of(), 2, List.of("--shard")),
                arguments("consumer", List.of("--shard", "0", "--all-shards"), 2, List.of("--all-shards")),
                arguments("consumer", List.of("--shard", "0", "--server", "8888"), 2, List.of("host:port")),
                arguments(
                        "consumer",
                        List.of("--shard", "0", "--reads-per-second", "6"),
                        2,
                        List.of("--reads-per-second")),
                arguments(
                        "consumer",
                        List.of("--shard", "9", "--endpoint-url", endpoint),
                        2,
                        List.of("9", "shardId-000000000000", "shardId-000000000001")),
                arguments(
                        "consumer",
                        List.of("--shard", "0", "--endpoint-url", endpoint, "--server", "127.0.0.1:1"),
                        4,
                        List.of("127.0.0.1:1", "start ranking-server")),
                arguments(
                        "consumer",
                        List.of("--all-shards", "--stream-name", "Nowhere", "--endpoint-url", endpoint),
                        4,
                        List.of("Nowhere", "create")),
                arguments(
                        "producer-main",
                        List.of("--stream-name", "Nowhere", "--endpoint-url", endpoint),
                        4,
                        List.of("Nowhere", "create")),
                arguments(
                        "producer-driver",
                        List.of("--stream-name", "Nowhere", "--endpoint-url", endpoint),
                        4,
                        List.of("Nowhere", "create")),
                arguments(
                        "producer-main",
                        List.of("--endpoint-url", "http://127.0.0.1:1"),
                        4,
                        List.of("http://127.0.0.1:1")),
                arguments("producer-main", List.of(), 4, List.of("region")),
                arguments("producer-main", List.of("--region", "eu-west-1"), 4, List.of("credentials")),
                arguments("ranking-server", List.of("--port", port, "--http-port", "0"), 1, List.of(port, "--port")),
                arguments(
                        "ranking-server", List.of("--port", "0", "--http-port", port), 1, List.of(port, "--http-port")),
                arguments("ranking-server", List.of("--port", "70000"), 2, List.of("70000")),
                arguments("ranking-server", List.of("--bind", "0.0.0.0"), 2, List.of("--token-file")),
                arguments("local-kinesis", List.of("--port", port), 1, List.of(port)),
                arguments("local-kinesis", List.of("--stream", "a:b:c"), 2, List.of("a:b:c")),
                arguments("stream-admin", List.of("splti"), 2, List.of("splti")),
                arguments(
                        "stream-admin",
                        List.of("create", "--shards", "2", "--endpoint-url", endpoint),
                        1,
                        List.of("DeliveryStream", "exists")),
                arguments(
                        "stream-admin",
                        List.of("split", "--shard", "9", "--endpoint-url", endpoint),
                        2,
                        List.of("9", "shardId-000000000001")),
                arguments("stream-admin", List.of("audit", "--server", "127.0.0.1:1"), 4, List.of("127.0.0.1:1")));
    }

    @ParameterizedTest
    @MethodSource("everyModule")
    void helpAndVersionGoToStdoutAndEndWithZero(String module) {
        try (var help = AppProcess.jar(module, "--help");
                var version = AppProcess.jar(module, "--version")) {
            assertThat(help.awaitExit()).isZero();
            assertThat(help.stdout()).contains("Usage:", module);
            assertThat(version.awaitExit()).isZero();
            assertThat(version.stdout()).contains(module, "0.1.0");
        }
    }

    static Stream<String> everyModule() {
        return Stream.of(
                "producer-main", "producer-driver", "consumer", "ranking-server", "local-kinesis", "stream-admin");
    }

    @Test
    void anHttpRequestOnTheRankingSocketIsAnsweredWithAHint() throws IOException {
        assertThat(say("GET / HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII)))
                .startsWith("HTTP/1.1 4")
                .contains(suite.page().getAuthority());
    }

    @Test
    void garbageOnTheRankingSocketChangesNothing() throws IOException {
        var random = new Random(1);
        for (var i = 0; i < 50; i++) {
            var garbage = new byte[random.nextInt(1, 200)];
            random.nextBytes(garbage);
            garbage[0] = (byte) (i % 2 == 0 ? 0 : 0x7F);
            try (var socket = socket()) {
                socket.getOutputStream().write(garbage);
            }
        }
        assertThat(suite.ranking().audit("read")).isZero();
    }

    @Test
    void aSecondConsumerOfAShardIsToldWhoHasIt() {
        try (var stream = Suite.onLocalKinesis(1)) {
            stream.startServer();
            var first = stream.startConsumer(0);
            stream.awaitRanking(ranking -> ranking.shardsWithConsumer() == 1);

            var second = stream.startConsumer(0);

            assertThat(second.awaitExit()).isEqualTo(1);
            assertThat(errorLine(second)).contains("/" + first.pid());
            assertThat(first.isAlive()).isTrue();
        }
    }

    @Test
    void aStreamDeletedWhileRunningEndsEveryoneWithOneLine() {
        try (var stream = Suite.onLocalKinesis(1)) {
            stream.startServer();
            var consumer = stream.startConsumer(0);
            var orders = stream.run("producer-main");
            var drivers = stream.run("producer-driver");
            stream.awaitRanking(ranking -> ranking.created() > 10);

            assertThat(stream.run("stream-admin", "delete", "--yes").awaitExit())
                    .isZero();

            for (var app : List.of(consumer, orders, drivers)) {
                assertThat(app.awaitExit()).as(app.stderr()).isEqualTo(4);
                assertThat(errorLine(app)).contains("DeliveryStream");
                assertThat(app.stderr()).doesNotContain("\tat ");
            }
        }
    }

    @Test
    void programsWhoseStreamHasGoneAwayEndInTimeAndSayWhatIsNotStored() {
        try (var stream = Suite.onLocalKinesis(1)) {
            stream.startServer();
            var consumer = stream.startConsumer(0);
            var orders = stream.run("producer-main", "--rate", "500");
            stream.awaitRanking(ranking -> ranking.created() > 100);

            stream.killKinesis();
            await().until(() -> orders.stderr().contains("records are put again"));

            assertThat(orders.terminate()).as(orders.stderr()).isEqualTo(4);
            assertThat(errorLine(orders)).contains("not on the stream");
            assertThat(consumer.terminate()).as(consumer.stderr()).isZero();
        }
    }

    @Test
    void noCredentialsAreInventedForAnEndpointThatIsNotLocal() {
        try (var app = AppProcess.jar(
                Map.of("AWS_REGION", "eu-west-1"),
                "producer-main",
                "--endpoint-url",
                URI.create("https://kinesis.eu-west-1.example.com").toString())) {
            assertThat(app.awaitExit()).isEqualTo(4);
            assertThat(errorLine(app)).contains("credentials");
        }
    }

    private String say(byte[] bytes) throws IOException {
        try (var socket = socket()) {
            socket.getOutputStream().write(bytes);
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private Socket socket() throws IOException {
        var address = URI.create("tcp://" + suite.socket());
        var socket = new Socket(address.getHost(), address.getPort());
        socket.setSoTimeout(10_000);
        return socket;
    }

    private static String errorLine(AppProcess app) {
        var lines =
                app.stderr().lines().filter(line -> line.startsWith("error: ")).toList();
        assertThat(lines).as(app.stderr()).hasSize(1);
        return lines.get(0);
    }
}
