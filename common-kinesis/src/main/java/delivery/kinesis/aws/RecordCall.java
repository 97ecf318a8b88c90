package delivery.kinesis.aws;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;
import software.amazon.awssdk.core.exception.Crc32MismatchException;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttribute;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.SdkHttpResponse;

/**
 * A call of the SDK whose bytes are ours, there or back: PutRecords and GetRecords carry thousands of records, of each of which the SDK
 * makes objects twice over. Everything else stays the SDK's: credentials, signature, connection, deadlines, errors.
 *
 * @param <T> what the answer becomes
 */
final class RecordCall<T> {
    private static final ExecutionAttribute<RecordCall<?>> OF_CALL = new ExecutionAttribute<>("RecordCall");
    private static final String CBOR = "application/x-amz-cbor-1.1";
    private static final String CHECKSUM = "x-amz-crc32";
    /** An empty map, which costs the SDK nothing to read. */
    private static final byte[] NOTHING = {(byte) 0xA0};

    private static final Pattern LENGTH = Pattern.compile("[0-9]{1,8}");
    /** A page has 10 MiB, and what its records are called; for more nothing is made on the word of an endpoint. */
    private static final int MAX_LENGTH = 16 * 1024 * 1024;

    private final byte @Nullable [] request;
    private final Function<byte[], T> reading;
    /** Of the answer's bytes, as the service says; null if it does not. */
    private @Nullable String checksum;

    private @Nullable T answer;

    /**
     * @param request null to leave it as the SDK makes it
     * @param reading of an answer's bytes; gives null if it is to be left to the SDK
     */
    RecordCall(byte @Nullable [] request, Function<byte[], T> reading) {
        this.request = request;
        this.reading = reading;
    }

    void with(AwsRequestOverrideConfiguration.Builder config) {
        config.putExecutionAttribute(OF_CALL, this);
    }

    /** Null if it was left to the SDK. */
    @Nullable
    T answer() {
        return answer;
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

    /** For the client that makes such calls. */
    static final class Interceptor implements ExecutionInterceptor {
        @Override
        public SdkHttpRequest modifyHttpRequest(Context.ModifyHttpRequest context, ExecutionAttributes attributes) {
            var call = attributes.getAttribute(OF_CALL);
            return call == null || call.request == null
                    ? context.httpRequest()
                    : context.httpRequest().toBuilder()
                            .putHeader("Content-Length", Integer.toString(call.request.length))
                            .build();
        }

        @Override
        public Optional<RequestBody> modifyHttpContent(
                Context.ModifyHttpRequest context, ExecutionAttributes attributes) {
            var call = attributes.getAttribute(OF_CALL);
            return call == null || call.request == null
                    ? context.requestBody()
                    : Optional.of(RequestBody.fromContentProvider(
                            ContentStreamProvider.fromByteArrayUnsafe(call.request), call.request.length, CBOR));
        }

        /** The SDK would compare the checksum with what we leave it to read. */
        @Override
        public SdkHttpResponse modifyHttpResponse(Context.ModifyHttpResponse context, ExecutionAttributes attributes) {
            var call = attributes.getAttribute(OF_CALL);
            var response = context.httpResponse();
            if (call == null || !response.isSuccessful()) {
                return response;
            }
            call.checksum = response.firstMatchingHeader(CHECKSUM).orElse(null);
            return response.toBuilder().removeHeader(CHECKSUM).build();
        }

        @Override
        public Optional<InputStream> modifyHttpResponseContent(
                Context.ModifyHttpResponse context, ExecutionAttributes attributes) {
            var call = attributes.getAttribute(OF_CALL);
            if (call == null
                    || !context.httpResponse().isSuccessful()
                    || context.responseBody().isEmpty()) {
                return context.responseBody();
            }
            try (var body = context.responseBody().get()) {
                var bytes = read(body, context.httpResponse());
                call.check(bytes);
                return Optional.of(new ByteArrayInputStream(call.isRead(bytes) ? NOTHING : bytes));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** Into an array of the size that it says it has: grown as it comes, a page of megabytes would be copied twice. */
    private static byte[] read(InputStream body, SdkHttpResponse response) throws IOException {
        var length = response.firstMatchingHeader("Content-Length").orElse("");
        if (!LENGTH.matcher(length).matches() || Integer.parseInt(length) > MAX_LENGTH) {
            return body.readAllBytes();
        }
        var bytes = new byte[Integer.parseInt(length)];
        var read = body.readNBytes(bytes, 0, bytes.length);
        return read == bytes.length ? bytes : Arrays.copyOf(bytes, read);
    }

    private void check(byte[] bytes) {
        var crc = new CRC32();
        crc.update(bytes);
        if (checksum != null && !checksum.equals(Long.toString(crc.getValue()))) {
            throw Crc32MismatchException.create(
                    "Expected " + checksum + " as the Crc32 checksum but the actual calculated checksum was "
                            + crc.getValue(),
                    null);
        }
    }

    private boolean isRead(byte[] bytes) {
        answer = reading.apply(bytes);
        return answer != null;
    }
}
