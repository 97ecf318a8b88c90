package delivery.localkinesis;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import delivery.localkinesis.api.IteratorType;
import delivery.localkinesis.api.NewRecord;
import delivery.localkinesis.engine.Engines;
import delivery.localkinesis.http.Patience;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Clients that hold on to what they have and do nothing with it. */
@Timeout(60)
class CrowdTest {
    private static final Duration SHORT = Duration.ofMillis(300);
    private static final Duration LONG = Duration.ofMinutes(1);
    private static final String PUT =
            "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-amz-json-1.1\r\n"
                    + "X-Amz-Date: 20260101T000000Z\r\nAuthorization: " + RawHttpTest.AUTHORIZATION + "\r\n"
                    + "X-Amz-Target: Kinesis_20131202.PutRecords\r\n";

    private final List<Socket> sockets = new ArrayList<>();
    private LocalKinesis local;

    @AfterEach
    void stop() throws IOException {
        for (var socket : sockets) {
            socket.close();
        }
        local.close();
    }

    @Test
    void whoOnlyHoldsAConnectionMakesRoomForWhoUsesOne() throws Exception {
        start(LocalKinesis.builder().maxConnections(20));
        for (int i = 0; i < 100; i++) {
            connect();
        }
        for (int i = 0; i < 10; i++) {
            assertThat(put()).isEqualTo(200);
        }
        assertThat(metric("local_kinesis_connections")).isLessThanOrEqualTo(20);
        assertThat(isEnded(sockets.get(0))).as("the oldest").isTrue();
        assertThat(metric("local_kinesis_ended_total{reason=\"full\"}")).isGreaterThanOrEqualTo(80);
    }

    @Test
    void halfBodiesTakeNoMoreThanTheirShareOfTheMemory() throws Exception {
        start(LocalKinesis.builder());
        var chunk = new byte[4 << 20];
        for (int i = 0; i < 60; i++) {
            try {
                send(connect(), PUT + "Content-Length: " + (8 << 20) + "\r\n\r\n", chunk);
            } catch (SocketException e) {
                continue; // refused while it was still being sent
            }
            if (i % 10 == 0) {
                assertThat(put()).isEqualTo(200);
            }
        }
        assertThat(put()).isEqualTo(200);
        assertThat(metric("local_kinesis_body_bytes")).isLessThanOrEqualTo(128 << 20);
        assertThat(metric("local_kinesis_ended_total{reason=\"memory\"}")).isPositive();
    }

    @Test
    void aHeadThatComesByteByByteIsNotWaitedForLongerThanAWholeOne() throws Exception {
        start(patience(LONG, SHORT, LONG, LONG, LONG));
        var socket = connect();
        try {
            for (int i = 0; i < 600; i++) {
                send(socket, "x", new byte[0]);
                if (isEndedWithin(socket, 50)) {
                    break;
                }
            }
        } catch (SocketException e) {
            // reset: ended as well
        }
        assertThat(metric("local_kinesis_ended_total{reason=\"head\"}")).isEqualTo(1);
    }

    @Test
    void aBodyThatComesByteByByteIsNotWaitedForLongerThanAWholeOne() throws Exception {
        start(patience(LONG, LONG, SHORT, LONG, LONG));
        var socket = connect();
        send(socket, PUT + "Content-Length: 1000\r\n\r\n", new byte[1]);
        try {
            for (int i = 0; i < 600 && !isEndedWithin(socket, 50); i++) {
                send(socket, "x", new byte[0]);
            }
        } catch (SocketException e) {
            // reset: ended as well
        }
        assertThat(metric("local_kinesis_ended_total{reason=\"body\"}")).isEqualTo(1);
    }

    @Test
    void aBodyOfWhichNoMoreComesIsGivenUp() throws Exception {
        start(patience(LONG, LONG, LONG, SHORT, LONG));
        var socket = connect();
        send(socket, PUT + "Content-Length: 1000\r\n\r\n", new byte[1]);
        assertThat(isEnded(socket)).isTrue();
        assertThat(metric("local_kinesis_ended_total{reason=\"body\"}")).isEqualTo(1);
    }

    @Test
    void aConnectionThatIsNotUsedIsClosedAndOneThatIsStaysOpen() throws Exception {
        start(patience(SHORT, LONG, LONG, LONG, LONG));
        var unused = connect();
        assertThat(isEnded(unused)).isTrue();
        var used = connect();
        send(used, "GET /_health HTTP/1.1\r\nHost: localhost\r\n\r\n", new byte[0]);
        assertThat(used.getInputStream().read()).isEqualTo('H');
        assertThat(metric("local_kinesis_ended_total{reason=\"idle\"}")).isEqualTo(1);
    }

    @Test
    void aSubscriptionIsNoIdleConnection() throws Exception {
        start(patience(SHORT, SHORT, SHORT, SHORT, LONG).transition(Duration.ZERO));
        var arn = local.engine().describeStreamSummary("orders").arn();
        var consumer = local.engine().registerStreamConsumer(arn, "app");
        var body = "{\"ConsumerARN\":\"" + consumer.arn()
                + "\",\"ShardId\":\"shardId-000000000000\",\"StartingPosition\":{\"Type\":\"LATEST\"}}";
        var socket = connect();
        send(
                socket,
                PUT.replace("PutRecords", "SubscribeToShard") + "Content-Length: " + body.length() + "\r\n\r\n",
                body.getBytes(UTF_8));
        assertThat(socket.getInputStream().read()).isEqualTo('H');
        assertThat(isEndedAfterReading(socket, 4 * SHORT.toMillis())).isFalse();
        assertThat(metric("local_kinesis_ended_total{reason=\"idle\"}")).isZero();
    }

    @Test
    void whoAsksOnAndOnAndDoesNotReadIsGivenUp() throws Exception {
        start(patience(LONG, LONG, LONG, LONG, SHORT).limits(false));
        for (int i = 0; i < 20; i++) {
            local.engine().putRecord("orders", new NewRecord(new byte[1 << 19], "k", "0"));
        }
        var iterator = local.engine().getShardIterator("orders", Engines.id(0), IteratorType.TRIM_HORIZON, null, null);
        var body = "{\"ShardIterator\":\"" + iterator + "\"}";
        var get = PUT.replace("PutRecords", "GetRecords") + "Content-Length: " + body.length() + "\r\n\r\n" + body;
        var socket = connect();
        send(socket, get.repeat(20), new byte[0]);
        while (metric("local_kinesis_ended_total{reason=\"unread\"}") == 0) {
            Thread.onSpinWait();
        }
        assertThat(local.engine().totals().readCalls())
                .as("one answer waits, no more are made")
                .isLessThan(3);
        assertThat(put()).isEqualTo(200);
    }

    private void start(LocalKinesis.Builder builder) {
        local = builder.stream("orders", 1).start();
    }

    private static LocalKinesis.Builder patience(
            Duration idle, Duration head, Duration body, Duration silence, Duration unread) {
        return LocalKinesis.builder().patience(new Patience(idle, head, body, silence, unread, Duration.ofMillis(20)));
    }

    private Socket connect() throws IOException {
        var socket = new Socket("127.0.0.1", local.port());
        sockets.add(socket);
        return socket;
    }

    private static void send(Socket socket, String text, byte[] more) throws IOException {
        socket.getOutputStream().write(text.getBytes(UTF_8));
        socket.getOutputStream().write(more);
    }

    private static boolean isEnded(Socket socket) throws IOException {
        return isEndedWithin(socket, 20_000);
    }

    private static boolean isEndedWithin(Socket socket, int millis) throws IOException {
        socket.setSoTimeout(millis);
        try {
            return socket.getInputStream().read() < 0;
        } catch (SocketTimeoutException e) {
            return false;
        } catch (SocketException e) {
            return true;
        }
    }

    private static boolean isEndedAfterReading(Socket socket, long millis) throws IOException {
        for (var end = System.nanoTime() + Duration.ofMillis(millis).toNanos(); System.nanoTime() < end; ) {
            if (isEndedWithin(socket, 50)) {
                return true;
            }
        }
        return false;
    }

    private int put() throws Exception {
        var request = HttpRequest.newBuilder(local.endpoint())
                .header("X-Amz-Target", "Kinesis_20131202.PutRecord")
                .header("Content-Type", "application/x-amz-json-1.1")
                .header("Authorization", RawHttpTest.AUTHORIZATION)
                .header("X-Amz-Date", "20260101T000000Z")
                .timeout(Duration.ofSeconds(20))
                .POST(HttpRequest.BodyPublishers.ofString(
                        "{\"StreamName\":\"orders\",\"Data\":\"aGVsbG8=\",\"PartitionKey\":\"a\"}"))
                .build();
        return HttpClient.newHttpClient().send(request, BodyHandlers.ofString()).statusCode();
    }

    private long metric(String name) throws Exception {
        var request = HttpRequest.newBuilder(URI.create(local.endpoint() + "/metrics"))
                .build();
        return HttpClient.newHttpClient()
                .send(request, BodyHandlers.ofString())
                .body()
                .lines()
                .filter(line -> line.startsWith(name + " "))
                .mapToLong(line -> Long.parseLong(line.substring(name.length() + 1)))
                .findFirst()
                .orElseThrow();
    }
}
