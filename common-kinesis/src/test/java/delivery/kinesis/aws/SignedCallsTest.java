package delivery.kinesis.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import delivery.kinesis.StreamException;
import delivery.kinesis.StreamException.Kind;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.ApiCallAttemptTimeoutException;

/** What goes over the wire, and for how long a call may take. */
@Timeout(60)
class SignedCallsTest {
    private static final Duration LONG = Duration.ofSeconds(10);
    private static final Duration SHORT = Duration.ofMillis(300);
    private static final DateTimeFormatter SIGNED =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private HttpServer server;

    @AfterEach
    void stop() {
        if (server != null) {
            server.stop(0);
        }
        threads.shutdownNow();
    }

    private SignedCalls serve(HttpHandler handler) throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", handler);
        server.start();
        return calls(server.getAddress().getPort());
    }

    private static SignedCalls calls(int port) {
        return new SignedCalls(SdkStreamTest.access("http://127.0.0.1:" + port));
    }

    private static void answer(HttpExchange exchange, int status, String text) throws IOException {
        exchange.getRequestBody().readAllBytes();
        var body = text.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    @Test
    void aCallIsSignedAndSaysWhatItIs() throws IOException {
        var heads = new ArrayList<Headers>();
        try (var calls = serve(exchange -> {
            heads.add(exchange.getRequestHeaders());
            answer(exchange, 200, "answer");
        })) {
            var answer = calls.call("ListShards", new byte[] {1, 2, 3}, LONG);
            assertThat(answer.body()).asString(StandardCharsets.UTF_8).isEqualTo("answer");
            assertThat(answer.date()).isNotNull();
        }
        assertThat(heads).hasSize(1);
        var head = heads.get(0);
        assertThat(head.getFirst("X-Amz-Target")).isEqualTo("Kinesis_20131202.ListShards");
        assertThat(head.getFirst("Content-Type")).isEqualTo("application/x-amz-cbor-1.1");
        assertThat(head.getFirst("Authorization"))
                .startsWith("AWS4-HMAC-SHA256 Credential=test/")
                .contains("/us-east-1/kinesis/aws4_request", "host", "x-amz-date", "x-amz-target", "Signature=");
    }

    /** Each byte comes in time, and all of them would take twenty seconds. */
    @Test
    void anAnswerThatComesByDropsIsCutOffInTime() throws IOException {
        try (var calls = serve(exchange -> {
            exchange.getRequestBody().readAllBytes();
            exchange.sendResponseHeaders(200, 1_000);
            for (var i = 0; i < 1_000; i++) {
                exchange.getResponseBody().write('x');
                exchange.getResponseBody().flush();
                LockSupport.parkNanos(20_000_000); // the slow line is what is tried
            }
        })) {
            var from = System.nanoTime();
            assertThatThrownBy(() -> calls.call("GetRecords", new byte[1], SHORT))
                    .isInstanceOf(ApiCallAttemptTimeoutException.class);
            assertThat(Duration.ofNanos(System.nanoTime() - from)).isBetween(SHORT, LONG);
        }
    }

    @Test
    void whoeverTakesTheCallAndSaysNothingIsLeftInTime() throws IOException {
        try (var silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
                var calls = calls(silent.getLocalPort())) {
            assertThatThrownBy(() -> calls.call("GetRecords", new byte[1], SHORT))
                    .isInstanceOf(ApiCallAttemptTimeoutException.class);
        }
    }

    @Test
    void whoeverIsInterruptedCallsNobody() throws IOException {
        try (var calls = serve(exchange -> answer(exchange, 200, ""))) {
            Thread.currentThread().interrupt();
            assertThatThrownBy(() -> calls.call("GetRecords", new byte[1], LONG))
                    .isInstanceOf(AbortedException.class);
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    /** The service's clock is an hour ahead, and then, here, somebody sets the clock right. */
    @Test
    void aClockThatIsRefusedIsMadeUpForFromTheNextCallOn() throws IOException {
        try (var service = new ClockedService()) {
            threads.execute(service);
            try (var calls = calls(service.socket.getLocalPort())) {
                service.ahead = Duration.ofHours(1);
                assertDenied(calls);
                calls.call("ListShards", new byte[1], LONG);
                service.ahead = Duration.ZERO;
                assertDenied(calls);
                calls.call("ListShards", new byte[1], LONG);
            }
        }
    }

    /** Looks at the clock of each call as AWS does, and says what time it is. A connection has one call. */
    private static final class ClockedService implements Runnable, AutoCloseable {
        private static final Pattern SIGNED_AT = Pattern.compile("(?im)^x-amz-date: *(\\S+)");

        private final ServerSocket socket = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
        private volatile Duration ahead = Duration.ZERO;

        private ClockedService() throws IOException {}

        @Override
        public void run() {
            while (true) {
                try (var call = socket.accept()) {
                    var head = new StringBuilder();
                    while (head.indexOf("\r\n\r\n") < 0) {
                        head.append((char) call.getInputStream().read());
                    }
                    call.getInputStream().read(); // the body is one byte
                    call.getOutputStream().write(answer(head).getBytes(StandardCharsets.US_ASCII));
                } catch (IOException e) {
                    return;
                }
            }
        }

        private String answer(CharSequence head) {
            var now = Instant.now().plus(ahead);
            var found = SIGNED_AT.matcher(head);
            assertThat(found.find()).isTrue();
            var signedAt = SIGNED.parse(found.group(1), Instant::from);
            var isGood = Duration.between(signedAt, now).abs().compareTo(Duration.ofMinutes(5)) < 0;
            var body =
                    isGood ? "" : "{\"__type\":\"x#InvalidSignatureException\",\"message\":\"Signature expired: x\"}";
            return "HTTP/1.1 " + (isGood ? "200 OK" : "400 Bad Request") + "\r\nConnection: close\r\nDate: "
                    + DateTimeFormatter.RFC_1123_DATE_TIME.format(now.atOffset(ZoneOffset.UTC))
                    + "\r\nContent-Length: " + body.length() + "\r\n\r\n" + body;
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    private static void assertDenied(SignedCalls calls) {
        var explained = new ExplainedCalls("s", SdkStreamTest.access("http://127.0.0.1:1"));
        assertThatThrownBy(() -> explained.call(() -> calls.call("ListShards", new byte[1], LONG)))
                .isInstanceOfSatisfying(
                        StreamException.class, e -> assertThat(e.kind()).isEqualTo(Kind.DENIED))
                .hasMessageContaining("clock");
    }
}
