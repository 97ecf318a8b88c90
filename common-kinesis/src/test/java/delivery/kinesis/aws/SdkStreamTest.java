package delivery.kinesis.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import delivery.app.StopSignal;
import delivery.kinesis.PatientCalls;
import delivery.kinesis.PutEntry;
import delivery.kinesis.PutResult;
import delivery.kinesis.Shard;
import delivery.kinesis.ShardMap;
import delivery.kinesis.StreamException;
import delivery.kinesis.StreamException.Kind;
import delivery.localkinesis.LocalKinesis;
import delivery.model.Position;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.api.AbstractThrowableAssert;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;
import software.amazon.awssdk.profiles.ProfileFile;

/** The real SDK, over HTTP, against local-kinesis, and against things that are no Kinesis. */
@Timeout(60)
class SdkStreamTest {
    private static final String SHARD = "shardId-000000000000";
    private static final Position ELSEWHERE =
            Position.after("49560000000000000000000000000000000000000000000000000001");

    private final LocalKinesis kinesis = LocalKinesis.builder().stream("s", 2)
            .transition(Duration.ofMillis(50))
            .start();
    private final SdkStream stream = open("s", kinesis.endpoint().toString());

    @AfterEach
    void close() {
        stream.close();
        kinesis.close();
    }

    @Test
    void saysWhatTheStreamIs() {
        var description = stream.describe();
        assertThat(description.name()).isEqualTo("s");
        assertThat(description.arn()).contains(":stream/s");
        assertThat(description.status()).isEqualTo("ACTIVE");
        assertThat(description.openShards()).isEqualTo(2);
        assertThat(description.retention()).isEqualTo(Duration.ofHours(24));
        assertThat(description.createdAt()).isBefore(Instant.now().plusSeconds(1));
        assertThat(description.onDemand()).isFalse();
    }

    @Test
    void listsMoreShardsThanFitAPage() {
        kinesis.engine().createActiveStream("wide", 2_500);
        try (var wide = open("wide", kinesis.endpoint().toString())) {
            var map = ShardMap.of(wide.shards());
            assertThat(map.open()).hasSize(2_500);
            assertThat(map.isComplete()).isTrue();
        }
    }

    @Test
    void whatIsPutCanBeReadToTheEndOfTheShardAndItsChildrenGoOn() {
        var results = stream.put(List.of(entry("a", BigInteger.ZERO), entry("b", ShardMap.MAX_HASH_KEY)));
        assertThat(results).allSatisfy(result -> assertThat(result).isInstanceOf(PutResult.Stored.class));
        assertThat(((PutResult.Stored) results.get(0)).shardId()).isEqualTo(SHARD);

        var first = stream.read(stream.iterator(SHARD, Position.TRIM_HORIZON), 100);
        assertThat(first.records()).hasSize(1);
        var record = first.records().get(0);
        assertThat(new String(record.data(), StandardCharsets.UTF_8)).isEqualTo("a");
        assertThat(record.partitionKey()).isEqualTo("key");
        assertThat(first.nextIterator()).isNotNull();

        stream.control().split(SHARD, BigInteger.TEN);
        stream.control().awaitActive(new PatientCalls(new StopSignal()).within(Duration.ofSeconds(10)));
        var last = stream.read(stream.iterator(SHARD, Position.after(record.sequenceNumber())), 100);
        assertThat(last.nextIterator()).isNull();
        assertThat(last.children()).extracting(Shard::parents).containsExactly(List.of(SHARD), List.of(SHARD));
        assertThat(stream.shards()).filteredOn(Shard::open).hasSize(3);
        assertThat(stream.shards())
                .filteredOn(shard -> !shard.open())
                .extracting(Shard::shardId)
                .containsExactly(SHARD);
    }

    @Test
    void whoHasTheSdkSpeakJsonIsUnderstoodToo() {
        System.setProperty("aws.cborEnabled", "false");
        try (var json = open("s", kinesis.endpoint().toString())) {
            assertThat(json.put(List.of(entry("a", BigInteger.ZERO), entry("b", BigInteger.ZERO))))
                    .hasOnlyElementsOfType(PutResult.Stored.class);
            var page = json.read(json.iterator(SHARD, Position.TRIM_HORIZON), 100);
            assertThat(page.records())
                    .extracting(record -> new String(record.data(), StandardCharsets.UTF_8))
                    .containsExactly("a", "b");
            assertThat(page.answeredAt()).isNotNull();
        } finally {
            System.clearProperty("aws.cborEnabled");
        }
    }

    @Test
    void mergesAndDeletes() {
        var ids = ShardMap.of(stream.shards()).ids();
        stream.control().merge(ids.get(0), ids.get(1));
        stream.control().awaitActive(new PatientCalls(new StopSignal()).within(Duration.ofSeconds(10)));
        var merged = ShardMap.of(stream.shards()).open();
        assertThat(merged).hasSize(1);
        assertThat(merged.get(0).parents()).isEqualTo(ids);
        stream.control().delete();
        assertThatThrownBy(() ->
                        stream.control().awaitActive(new PatientCalls(new StopSignal()).within(Duration.ofSeconds(10))))
                .isInstanceOf(RuntimeException.class);
    }

    @Test
    void anEntryOverTheShardsQuotaFailsAloneAndIsMarkedThrottled() {
        for (var call = 0; call < 2; call++) {
            stream.put(Collections.nCopies(500, entry("x", BigInteger.ZERO)));
        }
        var results = stream.put(List.of(entry("x", BigInteger.ZERO), entry("y", ShardMap.MAX_HASH_KEY)));
        assertThat(results.get(0))
                .isInstanceOfSatisfying(
                        PutResult.Failed.class,
                        failed -> assertThat(failed.throttled()).isTrue());
        assertThat(results.get(1)).isInstanceOf(PutResult.Stored.class);
    }

    @Test
    void aMissingStreamNamesTheCommandThatCreatesIt() {
        try (var missing = open("nowhere", kinesis.endpoint().toString())) {
            assertFails(missing::describe, Kind.NOT_FOUND)
                    .hasMessageContaining("no stream nowhere")
                    .hasMessageContaining(
                            "java -jar stream-admin/target/stream-admin.jar create --stream-name nowhere --shards 7");
            assertFails(missing::shards, Kind.NOT_FOUND).hasMessageContaining("create");
            assertFails(() -> missing.put(List.of(entry("a", BigInteger.ONE))), Kind.NOT_FOUND)
                    .hasMessageContaining("create");
        }
    }

    @Test
    void aMissingShardIsNotTakenForAMissingStream() {
        assertFails(() -> stream.iterator("shardId-000000000009", Position.TRIM_HORIZON), Kind.NOT_FOUND)
                .hasMessageContaining("no shard shardId-000000000009 in stream s");
    }

    @Test
    void aForeignSequenceNumberIsInvalid() {
        assertFails(() -> stream.iterator(SHARD, ELSEWHERE), Kind.INVALID);
    }

    @Test
    void nobodyAtThePortIsUnreachable() throws IOException {
        int port;
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        try (var nobody = open("s", "http://127.0.0.1:" + port)) {
            assertFails(nobody::describe, Kind.UNREACHABLE)
                    .hasMessageContaining("nobody answers at http://127.0.0.1:" + port)
                    .hasMessageContaining("connection refused");
        }
    }

    /** As seen once in 100 processes that started on two cores: the SDK had closed a connection that took too long. */
    @Test
    void aConnectionThatIsClosedUnderTheJdkIsACallThatTookTooLong() {
        var calls = new ExplainedCalls("s", access(kinesis.endpoint().toString()));
        var gone = new NullPointerException("because \"this.http\" is null");
        gone.setStackTrace(new StackTraceElement[] {
            new StackTraceElement("sun.net.www.protocol.http.HttpURLConnection", "getInputStream0", null, 1)
        });
        assertThatThrownBy(() -> calls.call(() -> {
                    throw gone;
                }))
                .isInstanceOfSatisfying(
                        StreamException.class, e -> assertThat(e.kind()).isEqualTo(Kind.TIMEOUT));
    }

    @Test
    void aProgrammingErrorOfOursIsNotTakenForAConnection() {
        var calls = new ExplainedCalls("s", access(kinesis.endpoint().toString()));
        assertThatThrownBy(() -> calls.call(() -> {
                    throw new NullPointerException("ours");
                }))
                .hasMessage("ours");
    }

    @Test
    void anUnknownHostIsUnreachableAndSaidSo() {
        try (var unknown = open("s", "http://no-such-host-here:4567")) {
            assertFails(unknown::describe, Kind.UNREACHABLE).hasMessageContaining("unknown host no-such-host-here");
        }
    }

    @Test
    void tlsWithAPlainPortIsUnreachableAndSaidSo() {
        try (var tls = open("s", "https://127.0.0.1:" + kinesis.port())) {
            assertFails(tls::describe, Kind.UNREACHABLE).hasMessageContaining("no TLS with");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "400, InvalidSignatureException, Signature expired: 20260101T000000Z is now earlier than, DENIED, clock",
        "403, InvalidSignatureException, The request signature we calculated does not match, DENIED, secret key",
        "400, UnrecognizedClientException, The security token is invalid, DENIED, does not know these credentials",
        "400, ExpiredTokenException, The security token is expired, DENIED, session token has expired",
        "400, AccessDeniedException, User is not authorized to perform kinesis:X, DENIED, access denied to stream s",
        "400, KMSDisabledException, arn:aws:kms:x:1:key/k is disabled, DENIED, enable the key",
        "400, KMSAccessDeniedException, not authorized: kms:Decrypt on arn:aws:kms:x:1:key/k, DENIED, grant kms:",
        "400, KMSNotFoundException, no key/k, DENIED, with another one",
        "400, KMSThrottlingException, slow down, THROTTLED, quota",
        "400, ProvisionedThroughputExceededException, Rate exceeded, THROTTLED, quota",
        "400, LimitExceededException, Rate exceeded for stream, THROTTLED, quota",
        "400, LimitExceededException, This request would exceed the shard limit, LIMIT, ask AWS for more",
        "400, LimitExceededException, called more than 10 times in a rolling 24-hour period, LIMIT, a day old",
        "400, LimitExceededException, cannot scale up over double your current count, LIMIT, in steps",
        "400, LimitExceededException, 5 streams are CREATING, LIMIT, until those are ACTIVE",
        "400, ExpiredIteratorException, Iterator expired, EXPIRED_ITERATOR, expired",
        "400, ResourceInUseException, Stream s is UPDATING, IN_USE, busy",
        "400, InvalidArgumentException, no, INVALID, refuses",
        "500, InternalFailure, oops, UNAVAILABLE, try again",
        "503, ServiceUnavailable, oops, UNAVAILABLE, try again",
        "502, , bad gateway, UNAVAILABLE, try again",
        "400, FooException, what is that, UNAVAILABLE, unknown error",
        "400, UnknownOperationException, no, INVALID, UnknownOperationException",
        "403, FooException, no, DENIED, denies access",
        "302, , , UNREACHABLE, does not answer as Kinesis",
        "400, , , UNREACHABLE, does not answer as Kinesis",
        "403, , , UNREACHABLE, does not answer as Kinesis",
        "404, , , UNREACHABLE, does not answer as Kinesis",
        "407, , , UNREACHABLE, does not answer as Kinesis",
        "429, , , THROTTLED, quota",
        "200, , , UNREACHABLE, does not answer as Kinesis"
    })
    void everyRefusalHasItsKindAndItsSentence(int status, String type, String message, Kind kind, String sentence)
            throws IOException {
        var calls = new AtomicInteger();
        var server = server(status, type, message, calls);
        try (var refused = open("s", "http://127.0.0.1:" + server.getAddress().getPort())) {
            assertFails(refused::describe, kind).hasMessageContaining(sentence);
            assertThat(calls).as("one call, one attempt").hasValue(1);
        } finally {
            server.stop(0);
        }
    }

    @Test
    void theFlagsOpenAStream() {
        var options = new StreamOptions();
        new CommandLine(new Flags(options))
                .parseArgs("--stream", "s", "--endpoint-url", kinesis.endpoint().toString());
        try (var opened = options.open()) {
            assertThat(opened.name()).isEqualTo("s");
            assertThat(opened.describe().openShards()).isEqualTo(2);
        }
    }

    @Test
    void theStreamIsCalledDeliveryStreamUnlessTold() {
        var options = new StreamOptions();
        new CommandLine(new Flags(options)).parseArgs();
        assertThat(options.streamName()).isEqualTo("DeliveryStream");
    }

    @CommandLine.Command
    private static final class Flags {
        @CommandLine.Mixin
        private final StreamOptions options;

        Flags(StreamOptions options) {
            this.options = options;
        }
    }

    private static AbstractThrowableAssert<?, ? extends Throwable> assertFails(ThrowingCallable call, Kind kind) {
        return assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        StreamException.class, e -> assertThat(e.kind()).isEqualTo(kind));
    }

    private static HttpServer server(int status, String type, String message, AtomicInteger calls) throws IOException {
        var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            calls.incrementAndGet();
            exchange.getRequestBody().readAllBytes();
            var body = type == null ? new byte[0] : cbor("__type", type, "message", message);
            exchange.getResponseHeaders().add("Content-Type", "application/x-amz-cbor-1.1");
            if (type != null) {
                exchange.getResponseHeaders().add("x-amzn-ErrorType", type);
            }
            exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
        return server;
    }

    /** Two texts under two names, in the SDK's own wire format. */
    private static byte[] cbor(String... texts) {
        var bytes = new ByteArrayOutputStream();
        bytes.write(0xA2);
        for (var text : texts) {
            bytes.write(0x78);
            bytes.write(text.length());
            bytes.writeBytes(text.getBytes(StandardCharsets.US_ASCII));
        }
        return bytes.toByteArray();
    }

    private static SdkStream open(String name, String url) {
        return SdkStream.open(name, access(url));
    }

    static StreamAccess access(String url) {
        var profiles = ProfileFile.builder()
                .content("")
                .type(ProfileFile.Type.CONFIGURATION)
                .build();
        var around = new AwsEnvironment(Map.of(), property -> null, profiles);
        return StreamAccess.find(new StreamAccess.Flags(url, null, null), around);
    }

    private static PutEntry entry(String text, BigInteger hashKey) {
        return new PutEntry(text.getBytes(StandardCharsets.UTF_8), "key", hashKey.toString());
    }
}
