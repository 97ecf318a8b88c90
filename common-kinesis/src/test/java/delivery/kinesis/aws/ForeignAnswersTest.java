package delivery.kinesis.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import delivery.app.HostName;
import delivery.kinesis.PutEntry;
import delivery.kinesis.StreamException;
import delivery.kinesis.StreamException.Kind;
import delivery.model.Position;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.profiles.ProfileFile;

/** What comes from something that is no Kinesis: it stands in between, or instead. */
@Timeout(60)
class ForeignAnswersTest {
    private static final String KINESALITES_PAGE =
            "o3JNaWxsaXNCZWhpbmRMYXRlc3QAcU5leHRTaGFyZEl0ZXJhdG9yeMxBQUFBQUFBQUFBSGNZRzIyQnUzT1orN2JWYzhBZk1V"
                    + "d0w4STZlTDcyR2VLWUxYU2MwSWFBa0Y5ZkN6MEtHL0xYdkxIV0lTT0J3YXpvdmhaRHFCamZUdW85cUtiZkUyVVFZNml3NWZY"
                    + "Vmp3Tk5TTUVhVElVekpjQ0FzV3UvTTJycGRaRTBGcnB0WUswQk1HeHlUMjV4RjVTOG15MHNLT0hyMFAzVHZQTmdSNEVQNTZX"
                    + "V2pzYWFPS3ZRdlE5NHllY1FJRytmcWpKdm9rRT1nUmVjb3Jkc4GkbFBhcnRpdGlvbktleWFhZERhdGGiZHR5cGVmQnVmZmVy"
                    + "ZGRhdGGCGGgYaXgbQXBwcm94aW1hdGVBcnJpdmFsVGltZXN0YW1w+0Hawnuon52yblNlcXVlbmNlTnVtYmVyeDg0OTY4MDYy"
                    + "NDgwNjQ2NzI3MTYwNjY3MzU5NTA4MDU3MzM2MTM2ODI0MjE4MTUzMTM1NTg0MDUxNA==";

    private final Map<String, String> env = new HashMap<>();
    private final AtomicInteger calls = new AtomicInteger();
    private HttpServer server;
    private int status;
    private String header = "";
    private byte[] body;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            calls.incrementAndGet();
            exchange.getRequestBody().readAllBytes();
            if (!header.isEmpty()) {
                exchange.getResponseHeaders().add(status == 200 ? "x-amz-crc32" : "Location", header);
            }
            exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    /** Above all an empty page without a next iterator is not the end of the shard: what follows would never be read. */
    @ParameterizedTest
    @ValueSource(strings = {"", "<html>log in</html>", "{}", "\u0000", "{\"message\":\"Forbidden\"}", "a text"})
    void aTwoHundredThatIsNotKinesissMeansNothing(String text) {
        status = 200;
        body = text.getBytes(StandardCharsets.UTF_8);
        try (var stream = open(url())) {
            assertForeign(() -> stream.read("iterator", 10));
            assertForeign(stream::describe);
            assertForeign(stream::shards);
            assertForeign(() -> stream.iterator("shardId-000000000000", Position.TRIM_HORIZON));
            assertForeign(() -> stream.put(List.of(new PutEntry(new byte[] {1}, "key", "0"))));
        }
    }

    /** {@code A0}: an empty map in the service's encoding. */
    @Test
    void anEmptyMapMeansNothingEither() {
        status = 200;
        body = new byte[] {(byte) 0xA0};
        try (var stream = open(url())) {
            assertForeign(() -> stream.read("iterator", 10));
            assertForeign(stream::describe);
            assertForeign(stream::shards);
            assertForeign(() -> stream.put(List.of(new PutEntry(new byte[] {1}, "key", "0"))));
        }
    }

    /** {@code A1 67 Records 80}: a page without records, which would be the end of the shard. */
    @Test
    void anAnswerThatIsNotWhatItsChecksumSaysIsDamaged() {
        status = 200;
        body = new byte[] {(byte) 0xA1, 0x67, 'R', 'e', 'c', 'o', 'r', 'd', 's', (byte) 0x80};
        header = "17";
        try (var stream = open(url())) {
            assertThatThrownBy(() -> stream.read("iterator", 10)).hasMessageContaining("damaged");
            header = "";
            assertThat(stream.read("iterator", 10).nextIterator()).isNull();
        }
    }

    /** A page as kinesalite 3.3.3 gave it: what was put in CBOR it tells as a map of what Node had it in. */
    @Test
    void kinesalitesIdeaOfCborIsNamedWithWhatToDo() {
        status = 200;
        body = Base64.getDecoder().decode(KINESALITES_PAGE);
        try (var stream = open(url())) {
            assertForeign(() -> stream.read("iterator", 10));
            assertThatThrownBy(() -> stream.read("iterator", 10))
                    .hasMessageContainingAll("kinesalite", "CBOR", "-Daws.cborEnabled=false")
                    .hasMessageNotContaining("https?");
        }
    }

    @Test
    void nobodyIsFollowedElsewhere() {
        status = 307;
        body = new byte[0];
        header = url() + "/elsewhere";
        try (var stream = open(url())) {
            assertForeign(stream::describe);
        }
        assertThat(calls).hasValue(1);
    }

    @Test
    void anErrorInTheWrongEncodingIsUnderstoodAllTheSame() {
        status = 400;
        body = "{\"__type\":\"com.amazonaws#ResourceNotFoundException\",\"message\":\"no\"}"
                .getBytes(StandardCharsets.UTF_8);
        try (var stream = open(url())) {
            assertFails(stream::describe, Kind.NOT_FOUND);
        }
    }

    @Test
    void whatIsShownIsWhatIsCalled() {
        status = 404;
        body = new byte[0];
        env.put("AWS_ENDPOINT_URL", "http://127.0.0.1:1");
        env.put("AWS_ENDPOINT_URL_KINESIS", url());
        try (var stream = open(null)) {
            assertThat(stream.endpoint()).isEqualTo(url());
            assertForeign(stream::describe);
        }
        assertThat(calls).hasValue(1);
    }

    @Test
    void aProxyIsAskedAndNamed() {
        status = 404;
        body = new byte[0];
        env.put("HTTP_PROXY", url());
        try (var stream = open("http://kinesis-somewhere:4567")) {
            assertThatThrownBy(stream::describe)
                    .hasMessageContaining("http://kinesis-somewhere:4567 through the proxy 127.0.0.1:")
                    .hasMessageContaining("HTTP_PROXY");
        }
        assertThat(calls).as("by the proxy, not by the name").hasValue(1);
    }

    @Test
    void aDeadProxyIsNamed() throws IOException {
        var dead = new ServerSocket(0);
        var port = dead.getLocalPort();
        dead.close();
        env.put("HTTP_PROXY", "http://127.0.0.1:" + port);
        try (var stream = open("http://kinesis-somewhere:4567")) {
            assertFails(stream::describe, Kind.UNREACHABLE);
            assertThatThrownBy(stream::describe)
                    .hasMessageStartingWith("the proxy 127.0.0.1:" + port + " (HTTP_PROXY) does not answer")
                    .hasMessageContaining("NO_PROXY");
        }
    }

    @Test
    void noProxyStandsBeforeThisComputer() {
        status = 503;
        body = new byte[0];
        env.put("HTTP_PROXY", "http://127.0.0.1:1");
        env.put("http_proxy", "http://127.0.0.1:1");
        try (var stream = open(url())) {
            assertFails(stream::describe, Kind.UNAVAILABLE);
        }
        assertThat(calls).hasValue(1);
    }

    @Test
    void anUnknownHostIsNamedWithinSeconds() {
        try (var stream = open("http://nope-nowhere:4567")) {
            var start = System.nanoTime();
            assertThatThrownBy(stream::describe)
                    .hasMessageContaining("unknown host nope-nowhere")
                    .hasMessageContaining("--endpoint-url");
            assertThat(System.nanoTime() - start)
                    .isLessThan(HostName.LIMIT.plusSeconds(2).toNanos());
        }
    }

    @Test
    void whatAServiceSaysIsShownInOneShortLineThatNoTerminalObeys() {
        assertThat(ForeignText.of(
                        "no \u001b[31mred\u0007\r\nline \u202e(Service: Kinesis, Status Code: 400, Request ID: 1)"))
                .isEqualTo("no [31mred line");
        assertThat(ForeignText.of("x".repeat(1_000))).hasSizeLessThan(310);
        assertThat(ForeignText.of(null)).isNotEmpty();
    }

    private String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    private SdkStream open(String url) {
        var profiles = ProfileFile.builder()
                .content("")
                .type(ProfileFile.Type.CONFIGURATION)
                .build();
        var around = new AwsEnvironment(env, property -> null, profiles);
        return SdkStream.open("s", StreamAccess.find(new StreamAccess.Flags(url, null, null), around));
    }

    private static void assertForeign(ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        StreamException.class, e -> assertThat(e.kind()).isEqualTo(Kind.UNREACHABLE))
                .hasMessageContaining("does not answer as Kinesis");
    }

    private static void assertFails(ThrowingCallable call, Kind kind) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        StreamException.class, e -> assertThat(e.kind()).isEqualTo(kind));
    }
}
