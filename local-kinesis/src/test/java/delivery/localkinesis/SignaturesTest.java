package delivery.localkinesis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.http.Protocol;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4FamilyHttpSigner;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.HttpSigner;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.DefaultRetryStrategy;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.model.KinesisException;

/** Signatures as the real SDK makes them. */
@Timeout(60)
class SignaturesTest {
    private static final String KEY = "AKIDEXAMPLE";
    private static final String SECRET = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";
    private static final AwsBasicCredentials RIGHT = AwsBasicCredentials.create(KEY, SECRET);

    private LocalKinesis local;

    @AfterEach
    void stop() {
        local.close();
    }

    @Test
    void whoDoesNotSignIsRefusedUnlessItWasSaidThatHeNeedNot() {
        local = LocalKinesis.builder().stream("orders", 1).start();
        assertThat(error(AnonymousCredentialsProvider.create())).isEqualTo("MissingAuthenticationTokenException");
        assertThat(error(credentials("any", "body"))).isEqualTo("none");
        local.close();
        local = LocalKinesis.builder().stream("orders", 1).noSignatures().start();
        assertThat(error(AnonymousCredentialsProvider.create())).isEqualTo("none");
    }

    @Test
    void aSignatureIsReckonedIfThatWasAskedFor() {
        local = LocalKinesis.builder().stream("orders", 1)
                .verifySignatures(KEY + ":" + SECRET)
                .start();
        assertThat(error(credentials(KEY, SECRET))).isEqualTo("none");
        assertThat(error(credentials(KEY, SECRET + "x"))).isEqualTo("InvalidSignatureException");
        assertThat(error(credentials("AKIDOTHER", SECRET))).isEqualTo("UnrecognizedClientException");
        assertThat(error(AnonymousCredentialsProvider.create())).isEqualTo("MissingAuthenticationTokenException");
    }

    @Test
    void aSignatureIsAsGoodOverHttp2() {
        local = LocalKinesis.builder().stream("orders", 1)
                .verifySignatures("test:test")
                .start();
        try (var clients = new SdkClients(local.endpoint(), Protocol.HTTP2)) {
            assertThat(clients.kinesis.listStreams().join().streamNames()).containsExactly("orders");
        }
        local.close();
        local = LocalKinesis.builder().verifySignatures("test:other").start();
        try (var clients = new SdkClients(local.endpoint(), Protocol.HTTP2)) {
            assertThatThrownBy(() -> clients.kinesis.listStreams().join()).hasMessageContaining("does not match");
        }
    }

    @Test
    void whatIsPutIsWhatWasSigned() {
        local = LocalKinesis.builder().stream("orders", 1)
                .verifySignatures(KEY + ":" + SECRET)
                .start();
        try (var client = client(credentials(KEY, SECRET))) {
            client.putRecord(r -> r.streamName("orders").partitionKey("Zürich").data(SdkBytes.fromUtf8String("a")));
        }
        assertThat(local.engine().totals().records()).isEqualTo(1);
    }

    @Test
    void anotherBodyThanTheSignedOneIsRefused() throws Exception {
        local = LocalKinesis.builder().stream("orders", 1)
                .verifySignatures(KEY + ":" + SECRET)
                .start();
        var signed = sign(local.endpoint(), "{}", false);
        assertThat(send(signed, "{}")).startsWith("200 ");
        assertThat(send(signed, "{ }")).startsWith("400 ").contains("InvalidSignatureException");
    }

    @Test
    void aSignatureInTheQueryIsAsGood() throws Exception {
        local = LocalKinesis.builder().stream("orders", 1)
                .verifySignatures(KEY + ":" + SECRET)
                .start();
        var signed = sign(local.endpoint(), "{}", true);
        assertThat(signed.rawQueryParameters()).containsKey("X-Amz-Signature");
        assertThat(send(signed, "{}")).startsWith("200 ");
        var bent = signed.toBuilder()
                .putRawQueryParameter("X-Amz-Signature", "0".repeat(64))
                .build();
        assertThat(send(bent, "{}")).contains("InvalidSignatureException");
    }

    @Test
    void aSignatureGoesOutOfDateByTheClockOfTheServer() throws Exception {
        var now = Instant.parse("2026-01-01T00:00:00Z");
        InstantSource clock = () -> now;
        local = LocalKinesis.builder()
                .clock(clock)
                .verifySignatures(KEY + ":" + SECRET)
                .start();
        assertThat(send(sign(local.endpoint(), "{}", false, now.plusSeconds(299)), "{}"))
                .startsWith("200 ");
        assertThat(send(sign(local.endpoint(), "{}", false, now.minusSeconds(299)), "{}"))
                .startsWith("200 ");
        assertThat(send(sign(local.endpoint(), "{}", false, now.minusSeconds(301)), "{}"))
                .contains("InvalidSignatureException")
                .contains("Signature expired: 20251231T235459Z is now earlier than 20251231T235500Z"
                        + " (20260101T000000Z - 5 min.)");
        assertThat(send(sign(local.endpoint(), "{}", true, now.plusSeconds(301)), "{}"))
                .contains("InvalidSignatureException")
                .contains("Signature not yet current: ");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "test | 20260101T000000Z | host | IncompleteSignatureException | Credential must have exactly 5"
                        + " slash-delimited elements, e.g. keyid/date/region/service/term, got 'test'",
                "a/b/c/kinesis/aws4_request/f | 20260101T000000Z | host | IncompleteSignatureException | got"
                        + " 'a/b/c/kinesis/aws4_request/f'",
                "test/20260101/us-east-1/kinesis/aws4_request | nonsense | host | IncompleteSignatureException | Date must"
                        + " be in ISO-8601 'basic format'. Got 'nonsense'. See http://en.wikipedia.org/wiki/ISO_8601",
                "test/20260101/us-east-1/kinesis/aws4_request | 2026-01-01T00:00Z | host | IncompleteSignatureException |"
                        + " Got '2026-01-01T00:00Z'",
                "test/20260101/us-east-1/kinesis/aws4_request | 20260101T000000Z | x-host;hosts | InvalidSignatureException"
                        + " | 'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization.",
                "test/20260101/us-east-1/dynamodb/aws4_request | 20260101T000000Z | host | InvalidSignatureException |"
                        + " Credential should be scoped to correct service: 'kinesis'.",
                "test/20260101/us-east-1/kinesis/aws3_request | 20260101T000000Z | host | InvalidSignatureException |"
                        + " valid terminator: 'aws4_request', not 'aws3_request'",
                "test/20260101/us-east-1/kinesis/aws4_request | 20260101T000000Z | :authority;x-amz-date | none |"
                        + " StreamNames",
                "test/20260101/eu-west-1/kinesis/aws4_request | 20260101T000000Z | host;x-amz-date | none | StreamNames"
            })
    void theFormOfASignatureIsLookedAtInTheHeaderAndInTheQuery(
            String credential, String date, String signed, String type, String message) throws Exception {
        local = LocalKinesis.builder().stream("orders", 1).start();
        var request = HttpRequest.newBuilder()
                .header("Content-Type", "application/x-amz-json-1.1")
                .header("X-Amz-Target", "Kinesis_20131202.ListStreams")
                .POST(HttpRequest.BodyPublishers.ofString("{}"));
        var query = "/?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Signature=0&X-Amz-Credential=" + credential
                + "&X-Amz-Date=" + date + "&X-Amz-SignedHeaders=" + signed;
        var inQuery = request.copy().uri(URI.create(local.endpoint() + query)).build();
        var inHeader = request.uri(local.endpoint())
                .header("X-Amz-Date", date)
                .header(
                        "Authorization",
                        "AWS4-HMAC-SHA256 Credential=" + credential + ", SignedHeaders=" + signed + ", Signature=0")
                .build();
        for (var asked : new HttpRequest[] {inQuery, inHeader}) {
            var answer = HttpClient.newHttpClient().send(asked, BodyHandlers.ofString());
            assertThat(answer.headers().firstValue("x-amzn-errortype").orElse("none"))
                    .isEqualTo(type);
            assertThat(answer.body()).contains(message);
        }
    }

    @Test
    void healthMetricsAndFaultsNeedNone() throws Exception {
        local = LocalKinesis.builder().verifySignatures(KEY + ":" + SECRET).start();
        for (var path : new String[] {"/_health", "/metrics", "/_faults"}) {
            var request =
                    HttpRequest.newBuilder(URI.create(local.endpoint() + path)).build();
            assertThat(HttpClient.newHttpClient()
                            .send(request, BodyHandlers.ofString())
                            .statusCode())
                    .isEqualTo(200);
        }
    }

    @Test
    void whatIsNoKeyAndSecretIsTold() {
        local = LocalKinesis.start();
        assertThatThrownBy(() -> LocalKinesis.builder().verifySignatures("key:"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("KEY:SECRET");
    }

    private static SdkHttpRequest sign(URI endpoint, String body, boolean inQuery) {
        return sign(endpoint, body, inQuery, Instant.now());
    }

    private static SdkHttpRequest sign(URI endpoint, String body, boolean inQuery, Instant at) {
        var request = SdkHttpRequest.builder()
                .uri(endpoint)
                .method(SdkHttpMethod.POST)
                .putHeader("Content-Type", "application/x-amz-json-1.1")
                .putHeader("X-Amz-Target", "Kinesis_20131202.ListStreams");
        return AwsV4HttpSigner.create()
                .sign(r -> r.identity(RIGHT)
                        .request(request.build())
                        .payload(() -> SdkBytes.fromUtf8String(body).asInputStream())
                        .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, "kinesis")
                        .putProperty(AwsV4HttpSigner.REGION_NAME, "us-east-1")
                        .putProperty(HttpSigner.SIGNING_CLOCK, Clock.fixed(at, ZoneOffset.UTC))
                        .putProperty(
                                AwsV4FamilyHttpSigner.AUTH_LOCATION,
                                inQuery
                                        ? AwsV4FamilyHttpSigner.AuthLocation.QUERY_STRING
                                        : AwsV4FamilyHttpSigner.AuthLocation.HEADER))
                .request();
    }

    private static String send(SdkHttpRequest signed, String body) throws Exception {
        var request = HttpRequest.newBuilder(signed.getUri()).POST(HttpRequest.BodyPublishers.ofString(body));
        signed.forEachHeader((name, values) -> {
            if (!name.equalsIgnoreCase("host") && !name.equalsIgnoreCase("content-length")) {
                request.header(name, values.get(0));
            }
        });
        var answer = HttpClient.newHttpClient().send(request.build(), BodyHandlers.ofString());
        return answer.statusCode() + " " + answer.body();
    }

    /** What a call ends with. */
    private String error(AwsCredentialsProvider credentials) {
        try (var client = client(credentials)) {
            client.listStreams();
            return "none";
        } catch (KinesisException e) {
            return e.awsErrorDetails().errorCode();
        }
    }

    private KinesisClient client(AwsCredentialsProvider credentials) {
        return KinesisClient.builder()
                .endpointOverride(local.endpoint())
                .region(Region.US_EAST_1)
                .credentialsProvider(credentials)
                .httpClient(UrlConnectionHttpClient.create())
                .overrideConfiguration(c -> c.retryStrategy(DefaultRetryStrategy.doNotRetry()))
                .build();
    }

    private static AwsCredentialsProvider credentials(String key, String secret) {
        return StaticCredentialsProvider.create(AwsBasicCredentials.create(key, secret));
    }
}
