package delivery.model;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;

/**
 * A record of the stream that did not count, and why; kept so that nothing is lost. Written as one JSON object a line.
 *
 * @param part its number within an aggregated record, from 0; {@value #NO_PART} if it came in a record of its own
 * @param arrivedAt when the stream took it
 * @param reason a short code such as {@code not-json}, {@code field:price}, {@code conflicting-duplicate}
 * @param message what is wrong, for a person
 * @param bytes what it was; of a very large one the beginning
 * @param size how many bytes it had
 */
public record DeadLetter(
        String stream,
        String shardId,
        String sequenceNumber,
        int part,
        String partitionKey,
        Instant arrivedAt,
        String reason,
        String message,
        byte[] bytes,
        int size) {
    /** In the place of a part's number: not of an aggregated record. */
    public static final int NO_PART = -1;

    private static final String PART = "subSequenceNumber";

    /** The name of the file in a state folder. */
    public static final String FILE_NAME = "dead-letters.ndjson";
    /** An event of an identity that had counted before, but with other content. */
    public static final String CONFLICTING_DUPLICATE = "conflicting-duplicate";

    private static final JsonFactory JSON =
            JsonFactory.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

    /** Whether only the beginning of it is here: such a one cannot be put on the stream again. */
    public boolean isTruncated() {
        return bytes.length < size;
    }

    /** One line, with its end. All that is not ASCII or could move a terminal's cursor is escaped. */
    public byte[] toLine() {
        var out = new ByteArrayOutputStream(512 + bytes.length * 4 / 3);
        try (var json = JSON.createGenerator(out)) {
            json.writeStartObject();
            json.writeStringField("stream", stream);
            json.writeStringField("shardId", shardId);
            json.writeStringField("sequenceNumber", sequenceNumber);
            if (part != NO_PART) {
                json.writeNumberField(PART, part);
            }
            json.writeStringField("partitionKey", partitionKey);
            json.writeStringField("arrivedAt", arrivedAt.toString());
            json.writeStringField("reason", reason);
            json.writeStringField("message", message);
            json.writeStringField("sha256", sha256(bytes));
            json.writeNumberField("size", size);
            json.writeBooleanField("truncated", isTruncated());
            json.writeStringField("bytes", Base64.getEncoder().encodeToString(bytes));
            json.writeEndObject();
            json.writeRaw('\n');
        } catch (IOException e) {
            throw new IllegalStateException("nothing here can fail", e);
        }
        // The one character of ASCII that is neither printable nor escaped by JSON.
        return out.toString(StandardCharsets.US_ASCII)
                .replace("\u007f", "\\u007f")
                .getBytes(StandardCharsets.US_ASCII);
    }

    /** @throws IOException if the line is no dead letter, or its bytes are not what its checksum says */
    public static DeadLetter parse(byte[] line) throws IOException {
        var fields = fields(line);
        try {
            var bytes = Base64.getDecoder().decode(text(fields, "bytes"));
            if (!sha256(bytes).equals(text(fields, "sha256"))) {
                throw new IOException("the bytes are not those of the checksum");
            }
            return new DeadLetter(
                    text(fields, "stream"),
                    text(fields, "shardId"),
                    text(fields, "sequenceNumber"),
                    Integer.parseInt(fields.getOrDefault(PART, Integer.toString(NO_PART))),
                    text(fields, "partitionKey"),
                    Instant.parse(text(fields, "arrivedAt")),
                    text(fields, "reason"),
                    text(fields, "message"),
                    bytes,
                    Integer.parseInt(text(fields, "size")));
        } catch (IllegalArgumentException | DateTimeException e) {
            throw new IOException("no dead letter: " + e.getMessage(), e);
        }
    }

    /** All fields as they are written, numbers too. */
    private static Map<String, String> fields(byte[] line) throws IOException {
        try (var json = JSON.createParser(line)) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                throw new IOException("no JSON object");
            }
            var fields = new HashMap<String, String>();
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                readField(json, fields);
            }
            if (json.currentToken() != JsonToken.END_OBJECT) {
                throw new IOException("no whole JSON object");
            }
            return fields;
        }
    }

    private static void readField(JsonParser json, Map<String, String> fields) throws IOException {
        var name = json.currentName();
        if (json.nextToken().isScalarValue()) {
            fields.put(name, json.getText());
        } else {
            json.skipChildren();
        }
    }

    private static String text(Map<String, String> fields, String name) throws IOException {
        var text = fields.get(name);
        if (text == null) {
            throw new IOException("no dead letter: it has no " + name);
        }
        return text;
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every JDK has SHA-256", e);
        }
    }
}
