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
                    ? Instant.ofEpochMilli(in.getLongValue())
                    : ofSeconds(in.getDecimalValue());
        }
    };

    private static final long MAX_SECONDS = 253_402_300_799L; // the year 9999

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

    private static Instant ofSeconds(BigDecimal seconds) throws IOException {
        // Compared first: the digits of 1e999999999 would fill the memory.
        if (seconds.abs().compareTo(BigDecimal.valueOf(MAX_SECONDS)) > 0) {
            throw new IOException("not a timestamp: " + seconds);
        }
        return Instant.ofEpochMilli(seconds.movePointRight(3).longValue());
    }
}
