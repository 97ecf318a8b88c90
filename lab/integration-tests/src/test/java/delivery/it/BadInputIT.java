package delivery.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import delivery.app.program.App;
import delivery.lab.launcher.Program;
import delivery.lab.launcher.Suite;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
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
        suite = Started.onLocalKinesis(2);
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
    void isExplainedInOneLine(Program app, List<String> flags, int exitCode, List<String> words) {
        try (app) {
            assertThat(app.awaitExit()).as(app.stderr()).isEqualTo(exitCode);
            assertThat(errorLine(app)).contains(words);
            assertThat(app.stderr()).doesNotContain("\tat ").doesNotContain("Exception in thread");
        }
    }

    /** All of them at once: many wait for someone who is not there. */
    Stream<Arguments> isExplainedInOneLine() {
        var started = badInput()
                .map(Arguments::get)
                .map(each -> arguments(started(each), each[1], each[2], each[3]))
                .toList();
        return started.stream();
    }

    private static Program started(Object[] badInput) {
        var flags = ((List<?>) badInput[1]).toArray(String[]::new);
        return Started.jar((String) badInput[0], flags);
    }

    private Stream<Arguments> badInput() {
        var port = Integer.toString(taken.getLocalPort());
        return Stream.of(
                arguments("producer-main", List.of("--rtae", "5"), 2, List.of("--rtae")),
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
                arguments("local-kinesis", List.of("--port", port), 1, List.of(port)),
                arguments(
                        "stream-admin",
                        List.of("create", "--shards", "2", "--endpoint-url", endpoint),
                        1,
                        List.of("DeliveryStream", "exists")),
                arguments("stream-admin", List.of("audit", "--server", "127.0.0.1:1"), 4, List.of("127.0.0.1:1")));
    }

    /** In this process: nothing is started or called for it. */
    @ParameterizedTest(name = "{0} {1}")
    @MethodSource
    void badUsageIsExplainedInOneLine(App program, List<String> flags, List<String> words) {
        var oldErr = System.err;
        var err = new ByteArrayOutputStream();
        System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
        try {
            assertThat(program.execute(flags.toArray(String[]::new))).isEqualTo(2);
        } finally {
            System.setErr(oldErr);
        }
        assertThat(errorLine(err.toString(StandardCharsets.UTF_8))).contains(words);
        assertThat(err.toString(StandardCharsets.UTF_8)).doesNotContain("\tat ");
    }

    Stream<Arguments> badUsageIsExplainedInOneLine() {
        return Stream.of(
                arguments(new delivery.orders.Main(), List.of("--rate", "many"), List.of("--rate", "many")),
                arguments(new delivery.orders.Main(), List.of("--rate", "0"), List.of("--rate 0")),
                arguments(new delivery.orders.Main(), List.of("--rate", "NaN"), List.of("--rate", "NaN")),
                arguments(new delivery.orders.Main(), List.of("--count", "-1"), List.of("--count -1")),
                arguments(new delivery.orders.Main(), List.of("--routing", "sideways"), List.of("sideways", "cycle")),
                arguments(new delivery.orders.Main(), List.of("--duration", "soon"), List.of("--duration", "soon")),
                arguments(
                        new delivery.orders.Main(), List.of("--endpoint-url", "not a url"), List.of("--endpoint-url")),
                arguments(new delivery.drivers.Main(), List.of("--drivers", "0"), List.of("--drivers 0")),
                arguments(new delivery.drivers.Main(), List.of("--time-scale", "0"), List.of("--time-scale 0")),
                arguments(new delivery.consumer.Main(), List.of(), List.of("--shard")),
                arguments(
                        new delivery.consumer.Main(), List.of("--shard", "0", "--all-shards"), List.of("--all-shards")),
                arguments(
                        new delivery.consumer.Main(),
                        List.of("--shard", "0", "--server", "8888"),
                        List.of("host:port")),
                arguments(
                        new delivery.consumer.Main(),
                        List.of("--shard", "0", "--reads-per-second", "6"),
                        List.of("--reads-per-second")),
                arguments(
                        new delivery.consumer.Main(),
                        List.of("--shard", "9", "--endpoint-url", endpoint),
                        List.of("9", "shardId-000000000000", "shardId-000000000001")),
                arguments(new delivery.fleet.Main(), List.of("--worker", "two words"), List.of("--worker")),
                arguments(new delivery.fleet.Main(), List.of("--failover", "5ms"), List.of("1s..10m")),
                arguments(
                        new delivery.fleet.Main(),
                        List.of("--endpoint-url", endpoint),
                        List.of("--dynamodb-endpoint-url", "missing")),
                arguments(
                        new delivery.fleet.Main(),
                        List.of("--endpoint-url", endpoint, "--dynamodb-endpoint-url", "here"),
                        List.of("--dynamodb-endpoint-url 'here'")),
                arguments(new delivery.ranking.Main(), List.of("--port", "70000"), List.of("70000")),
                arguments(new delivery.ranking.Main(), List.of("--bind", "0.0.0.0"), List.of("--token-file")),
                arguments(new delivery.localkinesis.Main(), List.of("--stream", "a:b:c"), List.of("a:b:c")),
                arguments(new delivery.admin.Main(), List.of("splti"), List.of("splti")),
                arguments(
                        new delivery.admin.Main(),
                        List.of("split", "--shard", "9", "--endpoint-url", endpoint),
                        List.of("9", "shardId-000000000001")));
    }

    @ParameterizedTest
    @MethodSource("everyModule")
    void helpAndVersionGoToStdoutAndEndWithZero(String module) {
        try (var help = Started.jar(module, "--help");
                var version = Started.jar(module, "--version")) {
            assertThat(help.awaitExit()).isZero();
            assertThat(help.stdout()).contains("Usage:", module);
            assertThat(version.awaitExit()).isZero();
            assertThat(version.stdout()).contains(module, "0.1.0");
        }
    }

    static Stream<String> everyModule() {
        return Stream.of(
                "producer-main",
                "producer-driver",
                "consumer",
                "consumer-fleet",
                "ranking-server",
                "local-kinesis",
                "stream-admin");
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
        try (var stream = Started.onLocalKinesis(1)) {
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
        try (var stream = Started.onLocalKinesis(1)) {
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
        try (var stream = Started.onLocalKinesis(1)) {
            stream.startServer();
            var consumer = stream.startConsumer(0);
            var orders = stream.run("producer-main", "--rate", "500");
            stream.awaitRanking(ranking -> ranking.created() > 100);

            stream.kinesis().kill();
            await().until(() -> orders.stderr().contains("records are put again"));

            assertThat(orders.terminate()).as(orders.stderr()).isEqualTo(4);
            assertThat(errorLine(orders)).contains("not on the stream");
            assertThat(consumer.terminate()).as(consumer.stderr()).isZero();
        }
    }

    @Test
    void noCredentialsAreInventedForAnEndpointThatIsNotLocal() {
        try (var app = Started.jar(
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

    private static String errorLine(Program app) {
        return errorLine(app.stderr());
    }

    private static String errorLine(String err) {
        var lines = err.lines().filter(line -> line.startsWith("error: ")).toList();
        assertThat(lines).as(err).hasSize(1);
        return lines.get(0);
    }
}
