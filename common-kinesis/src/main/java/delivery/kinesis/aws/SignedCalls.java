package delivery.kinesis.aws;

import delivery.app.Threads;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.ApiCallAttemptTimeoutException;
import software.amazon.awssdk.core.exception.Crc32MismatchException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.HttpSigner;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;

/**
 * Calls of the service whose bytes are ours, there and back, in CBOR. Credentials, signature and connection are the SDK's;
 * what lies between them there, and costs several times as much as they do, is left out. One call, one attempt, bounded in
 * time; fails with the SDK's exceptions. Thread-safe.
 */
final class SignedCalls implements AutoCloseable {
    private static final String CBOR = "application/x-amz-cbor-1.1";
    private static final String TARGET = "Kinesis_20131202.";
    private static final String CHECKSUM = "x-amz-crc32";
    private static final AwsV4HttpSigner SIGNER = AwsV4HttpSigner.create();

    private static final Pattern LENGTH = Pattern.compile("[0-9]{1,8}");
    /** A page has 10 MiB, and what its records are called; for more nothing is made on the word of an endpoint. */
    private static final int MAX_LENGTH = 16 * 1024 * 1024;
    /** A signature is good for five minutes; what differs by less is refused for something else. */
    private static final Duration TOLERATED = Duration.ofMinutes(4);

    private static final int UNKNOWN_LENGTH = 4096;

    /** What had no connection yet to be closed is closed then. */
    private static final long AGAIN_MILLIS = 500;

    private final StreamAccess access;
    private final URI endpoint;
    private final SdkHttpClient http;
    private final ScheduledThreadPoolExecutor deadlines;
    /** What the service's clock is ahead of this computer's, once it has refused a signature for that. */
    private volatile Duration ahead = Duration.ZERO;

    SignedCalls(StreamAccess access) {
        this.access = access;
        endpoint = access.endpoint().uri();
        http = UrlConnectionHttpClient.create(new UrlConnections(access.endpoint(), access.proxy()));
        deadlines = new ScheduledThreadPoolExecutor(1, task -> {
            var thread = Threads.make("call-deadlines", task);
            thread.setDaemon(true);
            return thread;
        });
        deadlines.setRemoveOnCancelPolicy(true);
    }

    /**
     * Of a call that succeeded.
     *
     * @param date the service's time of day, whole seconds; null if it did not say
     */
    record Answer(byte[] body, @Nullable Instant date) {}

    Answer call(String operation, byte[] body, Duration atMost) {
        if (Thread.currentThread().isInterrupted()) {
            throw AbortedException.create("interrupted");
        }
        var call = http.prepareRequest(signed(operation, body));
        var deadline = new Deadline(call, atMost);
        try {
            var answer = call.call();
            var bytes = read(answer, deadline);
            deadline.check();
            var head = answer.httpResponse();
            if (!head.isSuccessful()) {
                throw refused(head, bytes);
            }
            check(head, bytes);
            return new Answer(bytes, date(head));
        } catch (IOException e) {
            throw deadline.isOver
                    ? deadline.failure()
                    : SdkClientException.create("Unable to execute HTTP request: " + e.getMessage(), e);
        } catch (RuntimeException e) {
            // The JDK trips over a connection that is closed under its hands.
            throw deadline.isOver ? deadline.failure() : e;
        } finally {
            deadline.cancel();
        }
    }

    /** Closes the connection of a call that takes too long; again and again, as it may not have one yet. */
    private final class Deadline {
        private final ExecutableHttpRequest call;
        private final Duration atMost;
        private final Future<?> watch;
        private volatile boolean isOver;

        Deadline(ExecutableHttpRequest call, Duration atMost) {
            this.call = call;
            this.atMost = atMost;
            watch = deadlines.scheduleWithFixedDelay(this::end, atMost.toMillis(), AGAIN_MILLIS, TimeUnit.MILLISECONDS);
        }

        private void end() {
            isOver = true;
            call.abort();
        }

        void check() {
            if (isOver) {
                throw failure();
            }
        }

        void cancel() {
            watch.cancel(false);
        }

        ApiCallAttemptTimeoutException failure() {
            return ApiCallAttemptTimeoutException.create(atMost.toMillis());
        }
    }

    private HttpExecuteRequest signed(String operation, byte[] body) {
        var request = SdkHttpRequest.builder()
                .method(SdkHttpMethod.POST)
                .uri(endpoint)
                .encodedPath("/")
                .putHeader("Content-Type", CBOR)
                .putHeader("Content-Length", Integer.toString(body.length))
                .putHeader("X-Amz-Target", TARGET + operation)
                .putHeader("User-Agent", "delivery-simulation")
                .build();
        var content = ContentStreamProvider.fromByteArrayUnsafe(body);
        var credentials = access.credentials().resolveCredentials();
        var signed = SIGNER.sign(with -> with.identity(credentials)
                .request(request)
                .payload(content)
                .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, "kinesis")
                .putProperty(AwsV4HttpSigner.REGION_NAME, access.region().id())
                .putProperty(HttpSigner.SIGNING_CLOCK, Clock.offset(Clock.systemUTC(), ahead)));
        return HttpExecuteRequest.builder()
                .request(signed.request())
                .contentStreamProvider(signed.payload().orElse(content))
                .build();
    }

    private static byte[] read(HttpExecuteResponse answer, Deadline deadline) throws IOException {
        if (answer.responseBody().isEmpty()) {
            return new byte[0];
        }
        try (var body = answer.responseBody().get()) {
            return read(body, size(answer.httpResponse()), deadline);
        }
    }

    /** What it says that it has; if it does not say, or too much, a first guess. */
    private static int size(SdkHttpResponse head) {
        var length = head.firstMatchingHeader("Content-Length").orElse("");
        return LENGTH.matcher(length).matches() && Integer.parseInt(length) <= MAX_LENGTH
                ? Integer.parseInt(length)
                : UNKNOWN_LENGTH;
    }

    /**
     * Into an array of its size: grown as it comes, a page of megabytes would be copied twice. Looks at the time itself: who
     * closes a connection waits for whoever reads from it, and may do so as long as there is something to read.
     */
    private static byte[] read(InputStream body, int size, Deadline deadline) throws IOException {
        var bytes = new byte[size];
        var length = 0;
        while (true) {
            // One more than it should have, to see its end.
            if (length == bytes.length) {
                var next = body.read();
                if (next < 0) {
                    return bytes;
                }
                bytes = Arrays.copyOf(bytes, Math.max(2 * length, UNKNOWN_LENGTH));
                bytes[length++] = (byte) next;
            }
            var read = body.read(bytes, length, bytes.length - length);
            deadline.check();
            if (read < 0) {
                return Arrays.copyOf(bytes, length);
            }
            length += read;
        }
    }

    private static void check(SdkHttpResponse head, byte[] bytes) {
        var said = head.firstMatchingHeader(CHECKSUM);
        if (said.isEmpty()) {
            return;
        }
        var crc = new CRC32();
        crc.update(bytes);
        if (!said.get().equals(Long.toString(crc.getValue()))) {
            throw Crc32MismatchException.create(
                    "Expected " + said.get() + " as the Crc32 checksum but the actual calculated checksum was "
                            + crc.getValue(),
                    null);
        }
    }

    /** A clock that is wrong here is made up for from the next call on, as the SDK does; one that was set right again too. */
    private RuntimeException refused(SdkHttpResponse head, byte[] bytes) {
        var refusal = Refusal.of(head, bytes);
        var date = date(head);
        if (date != null && refusal.isOfTheClock()) {
            var seen = Duration.between(Instant.now(), date);
            ahead = seen.abs().compareTo(TOLERATED) > 0 ? seen : Duration.ZERO;
        }
        return refusal.failure();
    }

    /** Whole seconds; every service with a clock says it, and every proxy passes it on. */
    static @Nullable Instant date(SdkHttpResponse response) {
        try {
            return response.firstMatchingHeader("Date")
                    .map(date -> DateTimeFormatter.RFC_1123_DATE_TIME.parse(date, Instant::from))
                    .orElse(null);
        } catch (DateTimeParseException e) {
            return null;
        }
    }

    @Override
    public void close() {
        deadlines.shutdownNow();
        http.close();
    }
}
