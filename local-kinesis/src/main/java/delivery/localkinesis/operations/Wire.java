package delivery.localkinesis.operations;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.cbor.CBORFactory;
import com.fasterxml.jackson.dataformat.cbor.CBORGenerator;
import java.io.IOException;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.time.Instant;

/** The two encodings of AWS's protocol: the CLI and most SDKs speak JSON, the Java SDK speaks CBOR to Kinesis. */
public enum Wire {
    JSON("application/x-amz-json-1.1", new JsonFactory()) {
        @Override
        JsonParser parser(byte[] body) throws IOException {
            if (body.length > 2 && (body[0] & 0xff) == 0xef && (body[1] & 0xff) == 0xbb && (body[2] & 0xff) == 0xbf) {
                throw new IOException("a byte order mark is no JSON"); // Jackson skips it
            }
            return super.parser(body);
        }

        @Override
        void writeTimestamp(JsonGenerator out, long millis) throws IOException {
            out.writeNumber(BigDecimal.valueOf(millis, 3)); // seconds
        }

        @Override
        Instant readTimestamp(JsonParser in) throws IOException {
            return ofSeconds(in.getDecimalValue());
        }
    },
    CBOR("application/x-amz-cbor-1.1", new CBORFactory()) {
        private static final int EPOCH_TAG = 1;

        /** The tag says seconds (RFC 8949), AWS means milliseconds. */
        @Override
        void writeTimestamp(JsonGenerator out, long millis) throws IOException {
            ((CBORGenerator) out).writeTag(EPOCH_TAG);
            out.writeNumber(millis);
        }

        @Override
        Instant readTimestamp(JsonParser in) throws IOException {
            return in.currentToken() == JsonToken.VALUE_NUMBER_INT
                    ? ofSeconds(BigDecimal.valueOf(in.getLongValue(), 3))
                    : ofSeconds(in.getDecimalValue());
        }
    };

    /** Whoever means milliseconds and writes them as seconds is told that this is to come; there is no later time. */
    private static final BigDecimal LAST_SECOND = BigDecimal.valueOf(1_000_000_000_000_000L);

    public final String contentType;
    private final JsonFactory factory;

    Wire(String contentType, JsonFactory factory) {
        this.contentType = contentType;
        this.factory = factory;
    }

    abstract void writeTimestamp(JsonGenerator out, long millis) throws IOException;

    abstract Instant readTimestamp(JsonParser in) throws IOException;

    JsonParser parser(byte[] body) throws IOException {
        return factory.createParser(body);
    }

    JsonGenerator generator(OutputStream out) throws IOException {
        return factory.createGenerator(out);
    }

    private static Instant ofSeconds(BigDecimal seconds) {
        // Bounded first: the digits of 1e999999999 would fill the memory.
        var bounded = seconds.min(LAST_SECOND).max(LAST_SECOND.negate());
        return Instant.ofEpochMilli(bounded.movePointRight(3).longValue());
    }
}
