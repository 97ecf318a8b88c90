package delivery.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import delivery.lab.judge.Judgement;
import delivery.lab.judge.StreamReading;
import delivery.lab.launcher.Metrics;
import delivery.lab.launcher.Program;
import delivery.lab.launcher.RankingAnswer;
import delivery.lab.launcher.Suite;
import delivery.model.OrderCreated;
import delivery.model.OrderId;
import delivery.model.Position;
import delivery.model.Region;
import delivery.protocol.Batch;
import delivery.protocol.Message.Ack;
import delivery.protocol.Message.Caller;
import delivery.protocol.Message.EventRecord;
import delivery.protocol.Message.Hello;
import delivery.protocol.Message.ShardIdentity;
import delivery.protocol.Message.StreamIdentity;
import delivery.protocol.Message.Terms;
import delivery.protocol.Message.Welcome;
import delivery.protocol.MessageChannel;
import java.io.IOException;
import java.math.BigInteger;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Two ranking servers of one stream: docs/replicas.md. {@code -Dreplica.kills=500} kills that often. */
@Timeout(7_200)
class ReplicasIT {
    private static final int KILLS = Integer.getInteger("replica.kills", 4);
    private static final int SHARDS = 3;
    private static final Duration SOON = Duration.ofSeconds(60);

    @TempDir
    private Path folder;

    private final List<Replica> replicas = new ArrayList<>();

    @BeforeEach
    void choosePorts() throws IOException {
        for (var name : List.of("a", "b")) {
            replicas.add(new Replica(name, freePort(), freePort()));
        }
    }

    @AfterEach
    void stop() {
        replicas.forEach(Replica::close);
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    /** One of the two, through all its lives. */
    private final class Replica implements AutoCloseable {
        private final String name;
        private final int port;
        private final int httpPort;
        private Program program;

        Replica(String name, int port, int httpPort) {
            this.name = name;
            this.port = port;
            this.httpPort = httpPort;
        }

        Replica start(String... flags) {
            begin(flags);
            program.awaitLine("listening on");
            return this;
        }

        void begin(String... flags) {
            var peers = replicas.stream()
                    .filter(each -> each != this)
                    .flatMap(each -> Stream.of("--peer", "http://127.0.0.1:" + each.httpPort));
            var own = Stream.of(
                    "--port",
                    Integer.toString(port),
                    "--http-port",
                    Integer.toString(httpPort),
                    "--state-dir",
                    folder.resolve(name).toString());
            program = Started.jar(
                    "ranking-server",
                    Stream.of(own, peers, Arrays.stream(flags))
                            .flatMap(each -> each)
                            .toArray(String[]::new));
        }

        URI page() {
            return URI.create("http://127.0.0.1:" + httpPort + "/");
        }

        RankingAnswer ranking() {
            return RankingAnswer.at(page());
        }

        boolean isLive() {
            return RankingAnswer.tryAt(page(), Duration.ofMillis(500)).isPresent();
        }

        String verdict() {
            return ranking().json().at("/audit/verdict/word").asText();
        }

        JsonNode reasons() {
            return ranking().json().at("/audit/verdict/reasons");
        }

        double metric(String metric) {
            return Metrics.at(page().resolve("/metrics")).samples().entrySet().stream()
                    .filter(sample -> sample.getKey().startsWith(metric))
                    .mapToDouble(sample -> sample.getValue())
                    .sum();
        }

        @Override
        public void close() {
            if (program != null) {
                program.close();
            }
        }
    }

    private static void await(String what, BooleanSupplier condition) {
        Awaitility.await(what).atMost(SOON).until(condition::getAsBoolean);
    }

    @Test
    void bothComeToTheSameWhicheverIsKilledAndOneIsAlwaysThere() {
        var a = replicas.get(0).start();
        var b = replicas.get(1).start();
        try (var suite = Started.onLocalKinesis(SHARDS)) {
            var consumer = suite.runAs(
                    "consumer", "consumer", "--all-shards", "--server", "127.0.0.1:" + a.port + ",127.0.0.1:" + b.port);
            var orders = suite.run("producer-main", "--rate", "100");
            await("both rank", () -> a.ranking().created() > 100 && b.ranking().created() > 100);
            killEither(a, b);
            await("both are there", () -> a.isLive() && b.isLive());
            assertThat(orders.terminate()).isZero();
            for (var replica : replicas) {
                await(replica.name + " has drained", () -> replica.verdict().equals("exact"));
                var judgement =
                        new Judgement(StreamReading.of(suite.endpoint(), suite.stream()), replica.ranking(), "none");
                assertThat(judgement.isGood())
                        .as("%s: %s", replica.name, judgement.disagreements())
                        .isTrue();
                await("compared", () -> replica.metric("delivery_ranking_replica_comparisons_total") > 0);
                assertThat(replica.metric("delivery_ranking_replica_differs")).isZero();
            }
            assertThat(consumer.isAlive()).isTrue();
            assertThat(consumer.terminate()).isZero();
        }
    }

    /** Whoever asks both has an answer at any moment: only one is gone at a time. */
    private void killEither(Replica a, Replica b) {
        var random = new Random(7);
        for (var kill = 0; kill < KILLS; kill++) {
            var victim = kill % 2 == 0 ? a : b;
            var other = victim == a ? b : a;
            var before = other.ranking().created();
            victim.program.kill();
            assertThat(other.isLive()).as("the other one answers").isTrue();
            await("the other one goes on", () -> other.ranking().created() > before + 50);
            victim.close();
            victim.start();
            var now = other.ranking().created();
            if (random.nextInt(3) > 0) {
                await("it has caught up", () -> victim.ranking().created() >= now);
            }
        }
    }

    /** The same positions, and another price: whoever is right, nothing is proved any more. */
    @Test
    void aReplicaThatHasComeToSomethingElseIsAnAlarm() throws IOException {
        var a = replicas.get(0).start();
        var b = replicas.get(1).start();
        try (var toA = new MessageChannel(new Socket("127.0.0.1", a.port));
                var toB = new MessageChannel(new Socket("127.0.0.1", b.port))) {
            var now = System.currentTimeMillis();
            bring(toA, 1_000, now);
            bring(toB, 1_001, now);
            for (var replica : replicas) {
                await(replica.name + " rings", () -> replica.metric("delivery_ranking_replica_differs") == 1);
                await(
                        replica.name + " says so",
                        () -> replica.reasons().toString().contains("has other totals"));
                assertThat(replica.verdict()).isEqualTo("nothing proved");
                assertThat(replica.program.stderr()).contains("has other totals at the same positions");
            }
        }
    }

    private static void bring(MessageChannel channel, int price, long now) throws IOException {
        var all = BigInteger.TWO.pow(128).subtract(BigInteger.ONE).toString();
        channel.send(
                1,
                Hello.of(
                        new Caller("planted/1", ""),
                        new StreamIdentity(Suite.STREAM, "arn:planted", 1_767_225_600_000L),
                        new ShardIdentity("shardId-000000000000", List.of(), "0", all, List.of()),
                        new Terms(false, false, false)));
        var welcome = (Welcome) hear(channel);
        var order = new OrderCreated(new OrderId("planted1", 1), new Region(1, 1), new Region(2, 2), price, 60, now);
        channel.send(
                1,
                Batch.of(welcome.epoch(), "shardId-000000000000", Position.TRIM_HORIZON, Position.after("1"))
                        .events(List.of(new EventRecord(order, BigInteger.ONE, now)))
                        .build());
        assertThat(hear(channel)).isInstanceOf(Ack.class);
    }

    private static Object hear(MessageChannel channel) throws IOException {
        return channel.hear(Duration.ofSeconds(10), MessageChannel.MAX_FRAME_BYTES)
                .message();
    }

    @Test
    void aReplicaWithAnotherWindowIsRefusedInOneLine() {
        replicas.get(0).start();
        var other = replicas.get(1);
        other.begin("--window", "5m");
        assertThat(other.program.awaitExit()).isEqualTo(1);
        assertThat(other.program.lastLine())
                .isEqualTo("error: replica http://127.0.0.1:" + replicas.get(0).httpPort
                        + " ranks with --window 600s, this server with --window 300s: give both the same");
    }
}
