package delivery.localkinesis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.model.KinesisException;

@Timeout(30)
class FaultsOverHttpTest {
    private final LocalKinesis local =
            LocalKinesis.builder().stream("orders", 1).seed(7).start();
    private final KinesisClient client = AwsSdkTest.client(local);
    private final HttpClient http = HttpClient.newHttpClient();

    @AfterEach
    void stop() {
        client.close();
        local.close();
    }

    @ParameterizedTest
    @CsvSource({
        "error, 500, InternalFailure",
        "unavailable, 503, ServiceUnavailable",
        "throttle, 400, ProvisionedThroughputExceededException"
    })
    void refusalsArriveAtTheSdk(String kind, int status, String code) {
        local.faults().set("put:" + kind);
        assertThatThrownBy(this::put).isInstanceOfSatisfying(KinesisException.class, e -> {
            assertThat(e.statusCode()).isEqualTo(status);
            assertThat(e.awsErrorDetails().errorCode()).isEqualTo(code);
        });
        assertThat(local.engine().totals().records()).isZero();
    }

    @ParameterizedTest
    @CsvSource({"timeout, 1", "reset, 0"})
    void aConnectionThatEndsLeavesTheClientInTheDarkButNotTheStream(String kind, int stored) {
        local.faults().set("put:" + kind);
        assertThatThrownBy(this::put).isInstanceOf(SdkClientException.class);
        assertThat(local.engine().totals().records()).isEqualTo(stored);
        local.faults().clear();
        put();
        assertThat(local.engine().totals().records()).isEqualTo(stored + 1L);
    }

    @Test
    void latencyDelaysTheAnswer() {
        local.faults().set("put:latency,delay=150ms");
        var started = System.nanoTime();
        put();
        assertThat(System.nanoTime() - started).isGreaterThanOrEqualTo(150_000_000);
    }

    @Test
    void faultsAreAskedForReplacedAndEndedWhileItRuns() throws Exception {
        assertThat(faults("GET", "").body()).isEqualTo("{\"seed\":7,\"faults\":[]}\n");
        var set = faults("POST", "{\"faults\":[\"put:throttle,first=1\"]}");
        assertThat(set.statusCode()).isEqualTo(200);
        assertThatThrownBy(this::put).isInstanceOf(KinesisException.class);
        put();
        var now = faults("GET", "").body();
        assertThat(now)
                .isEqualTo(
                        "{\"seed\":7,\"faults\":[{\"fault\":\"put:throttle,first=1\",\"calls\":2,\"injected\":1}]}\n");
        assertThat(faults("POST", now).body()).contains("\"fault\":\"put:throttle,first=1\",\"calls\":0");
        assertThat(faults("DELETE", "").body()).contains("\"faults\":[]");
        assertThat(faults("PUT", "").statusCode()).isEqualTo(405);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[]", "{}", "{\"faults\":7}", "{\"faults\":[7]}", "{\"faults\":[{}]}", "{\"faults\":["})
    void whatIsNotAListOfFaultsIsRefusedAndChangesNothing(String body) throws Exception {
        local.faults().set("put:throttle");
        assertThat(faults("POST", body).statusCode()).isEqualTo(400);
        assertThat(faults("POST", "{\"faults\":[\"put:slow\"]}").body()).startsWith("'slow' is not a fault");
        assertThat(local.faults().counts()).hasSize(1);
    }

    @Test
    void aPageInABrowserMayNotBringFaults() throws Exception {
        var request = HttpRequest.newBuilder(local.endpoint().resolve("/_faults"))
                .header("Origin", "http://example.com")
                .POST(HttpRequest.BodyPublishers.ofString("{\"faults\":[\"all:error\"]}"))
                .build();
        assertThat(http.send(request, BodyHandlers.ofString()).statusCode()).isEqualTo(403);
        assertThat(local.faults().counts()).isEmpty();
    }

    private HttpResponse<String> faults(String method, String body) throws Exception {
        var request = HttpRequest.newBuilder(URI.create(local.endpoint() + "/_faults"))
                .method(method, HttpRequest.BodyPublishers.ofString(body))
                .build();
        return http.send(request, BodyHandlers.ofString());
    }

    private void put() {
        client.putRecord(r -> r.streamName("orders").partitionKey("k").data(SdkBytes.fromUtf8String("x")));
    }
}
