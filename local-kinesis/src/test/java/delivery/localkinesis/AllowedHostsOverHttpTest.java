package delivery.localkinesis;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import delivery.localkinesis.api.StreamStatus;
import java.io.IOException;
import java.net.Socket;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a web page of a stranger can make a browser send. */
@Timeout(30)
class AllowedHostsOverHttpTest {
    private static final String PAGE = "https://app.example.com";
    private static final String OF_THIS_MACHINE = "http://localhost:3000";
    private static final String SIGNED = "Content-Type: application/x-amz-json-1.1\r\nX-Amz-Date: 20260101T000000Z\r\n"
            + "Authorization: " + RawHttpTest.AUTHORIZATION + "\r\n";
    private static final String DELETE =
            "POST / HTTP/1.1\r\nX-Amz-Target: Kinesis_20131202.DeleteStream\r\nContent-Length: 23\r\n" + SIGNED;
    private static final String BODY = "{\"StreamName\":\"orders\"}";

    private final LocalKinesis local =
            LocalKinesis.builder().stream("orders", 1).tls().allowedOrigin(PAGE).start();

    @AfterEach
    void stop() {
        local.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET /metrics", "GET /_health", "GET /_faults", "GET /", "OPTIONS /", "PUT /x", "POST /"})
    void aNameThatWasBentToThisAddressGetsNothing(String request) throws IOException {
        var answer = send(request + " HTTP/1.1\r\nHost: evil.example.com:4567\r\nContent-Length: 0\r\n");
        assertThat(answer).startsWith("HTTP/1.1 421 ").endsWith("--allowed-host evil.example.com\n");
        assertThat(answer).doesNotContain("local_kinesis_");
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET /metrics", "GET /_health", "GET /_faults", "GET /", "OPTIONS /", "PUT /x", "POST /"})
    void aPageOfAStrangerGetsNothing(String request) throws IOException {
        var answer = send(request + " HTTP/1.1\r\nHost: localhost\r\nOrigin: http://evil.com\r\nContent-Length: 0\r\n");
        assertThat(answer).startsWith("HTTP/1.1 403 ").doesNotContainIgnoringCase("access-control");
    }

    @Test
    void noStreamIsDeletedByEither() throws IOException {
        assertThat(send(DELETE + "Host: evil.com\r\n", BODY)).startsWith("HTTP/1.1 421 ");
        assertThat(send(DELETE + "Host: localhost\r\nOrigin: null\r\n", BODY)).startsWith("HTTP/1.1 403 ");
        assertThat(local.engine().listStreams(null, 10).streams()).hasSize(1);
        assertThat(local.engine().describeStreamSummary("orders").status()).isEqualTo(StreamStatus.ACTIVE);
        assertThat(send(DELETE + "Host: localhost\r\n", BODY)).startsWith("HTTP/1.1 200 ");
        assertThat(local.engine().describeStreamSummary("orders").status()).isEqualTo(StreamStatus.DELETING);
    }

    @Test
    void theTlsPortHasTheSameDoors() throws Exception {
        var trust = new javax.net.ssl.X509TrustManager[] {new TrustAll()};
        var context = SSLContext.getInstance("TLS");
        context.init(null, trust, null);
        try (var socket = context.getSocketFactory()
                .createSocket("127.0.0.1", local.tlsEndpoint().orElseThrow().getPort())) {
            assertThat(ask(socket, "GET /metrics HTTP/1.1\r\nHost: evil.com\r\n", ""))
                    .startsWith("HTTP/1.1 421 ");
        }
    }

    @ParameterizedTest
    @CsvSource({PAGE + "," + PAGE, OF_THIS_MACHINE + ",*", "http://127.0.0.1:3000,*", "http://[::1]:3000,*", "anybody,*"
    })
    void anAllowedPageIsToldSoBeforeItAsks(String origin, String whom) throws IOException {
        var answer = send("OPTIONS / HTTP/1.1\r\nHost: localhost\r\nOrigin: " + origin
                + "\r\nAccess-Control-Request-Method: POST\r\n"
                + "Access-Control-Request-Headers: authorization,x-amz-target\r\n");
        assertThat(answer)
                .startsWith("HTTP/1.1 200 ")
                .containsIgnoringCase("access-control-allow-origin: " + whom + "\r\n")
                .containsIgnoringCase("access-control-allow-headers: authorization,x-amz-target\r\n")
                .containsIgnoringCase("access-control-allow-methods: POST\r\n")
                .containsIgnoringCase("access-control-max-age: 172800\r\n")
                .containsIgnoringCase("content-length: 0\r\n")
                .containsIgnoringCase("x-amzn-requestid: ")
                .doesNotContainIgnoringCase("x-amz-id-2:")
                .containsIgnoringCase("vary: origin\r\n");
    }

    @Test
    void anAllowedPageMaySeeAnswersAndRefusals() throws IOException {
        var list = "POST / HTTP/1.1\r\nHost: localhost\r\nOrigin: " + PAGE + "\r\nContent-Length: 2\r\n" + SIGNED;
        assertThat(send(list + "X-Amz-Target: Kinesis_20131202.ListStreams\r\n", "{}"))
                .startsWith("HTTP/1.1 200 ")
                .containsIgnoringCase("access-control-allow-origin: " + PAGE + "\r\n");
        assertThat(send(list + "X-Amz-Target: Kinesis_20131202.Fly\r\n", "{}"))
                .startsWith("HTTP/1.1 400 ")
                .containsIgnoringCase("access-control-allow-origin: " + PAGE + "\r\n")
                .containsIgnoringCase("access-control-expose-headers: x-amzn-RequestId,x-amzn-ErrorType");
        assertThat(send("GET /_health HTTP/1.1\r\nHost: localhost\r\n"))
                .as("nobody is told who does not ask")
                .doesNotContainIgnoringCase("access-control");
    }

    @Test
    void allPagesMayAskIfThatWasSaid() throws IOException {
        try (var open = LocalKinesis.builder().allowedOrigin("*").start();
                var socket = new Socket("127.0.0.1", open.port())) {
            assertThat(ask(socket, "OPTIONS / HTTP/1.1\r\nHost: localhost\r\nOrigin: http://evil.com\r\n", ""))
                    .startsWith("HTTP/1.1 200 ")
                    .containsIgnoringCase("access-control-allow-origin: *\r\n");
        }
    }

    private String send(String head) throws IOException {
        return send(head, "");
    }

    private String send(String head, String body) throws IOException {
        try (var socket = new Socket("127.0.0.1", local.port())) {
            return ask(socket, head, body);
        }
    }

    private static String ask(Socket socket, String head, String body) throws IOException {
        socket.getOutputStream().write((head + "Connection: close\r\n\r\n" + body).getBytes(UTF_8));
        return new String(socket.getInputStream().readAllBytes(), UTF_8);
    }

    private static final class TrustAll implements javax.net.ssl.X509TrustManager {
        @Override
        public void checkClientTrusted(java.security.cert.X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(java.security.cert.X509Certificate[] chain, String type) {}

        @Override
        public java.security.cert.X509Certificate[] getAcceptedIssuers() {
            return new java.security.cert.X509Certificate[0];
        }
    }
}
