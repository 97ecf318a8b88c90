package delivery.kinesis.aws.cbor;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads what Kinesis answers in CBOR (<a href="https://www.rfc-editor.org/rfc/rfc8949">RFC 8949</a>), as much of it as answers
 * have: what it does not know it refuses with an {@link UnusualException}.
 */
public final class CborReader {
    private static final int INDEFINITE = 31;
    private static final int BREAK = 0xFF;
    private static final int TAG = 6;
    private static final int NULL = 0xF6;
    private static final int DOUBLE = 0xFB;
    /** Nothing that the service says is deeper. */
    private static final int MAX_DEPTH = 16;

    private static final int TEXTS = 64;

    private final byte[] in;
    private int at;
    private int depth;
    /** Shards and names come again and again: the same few are not made anew. */
    private final String[] texts = new String[TEXTS];

    CborReader(byte[] in) {
        this.in = in;
    }

    /** It is not what the service answers as a rule. */
    static final class UnusualException extends RuntimeException {
        private static final long serialVersionUID = 1;

        UnusualException() {
            super(null, null, false, false);
        }
    }

    /** False unless all of it is what is read, and nothing else. */
    public static boolean isRead(byte[] body, Consumer<CborReader> reading) {
        var in = new CborReader(body);
        try {
            reading.accept(in);
            return in.at == body.length;
        } catch (UnusualException | NumberFormatException | ArithmeticException e) {
            return false;
        }
    }

    /** @param field told each name; has to read, or to {@link #skip}, its value */
    public void map(Consumer<String> field) {
        var left = open(5);
        while (isMore(left)) {
            field.accept(knownText());
            left--;
        }
        depth--;
    }

    void list(Runnable element) {
        var left = open(4);
        while (isMore(left)) {
            element.run();
            left--;
        }
        depth--;
    }

    private long open(int type) {
        if (++depth > MAX_DEPTH) {
            throw new UnusualException();
        }
        return head(type);
    }

    private boolean isMore(long left) {
        if (left >= 0) {
            return left > 0;
        }
        var ends = (peek() & 0xFF) == BREAK;
        at += ends ? 1 : 0;
        return !ends;
    }

    /** Null if it says so. */
    public @Nullable String text() {
        if (isNull()) {
            return null;
        }
        if (isInChunks(3)) {
            return new String(chunks(3), StandardCharsets.UTF_8);
        }
        var size = size(3);
        at += size;
        return new String(in, at - size, size, StandardCharsets.UTF_8);
    }

    /** For a text that is one of few. */
    String knownText() {
        var size = size(3);
        var start = at;
        at += size;
        if (size == 0) {
            return "";
        }
        var slot = (31 * in[at - 1] + size) % TEXTS;
        var text = slot < 0 ? null : texts[slot];
        if (text == null || !isAt(start, size, text)) {
            text = new String(in, start, size, StandardCharsets.UTF_8);
            if (slot >= 0) {
                texts[slot] = text;
            }
        }
        return text;
    }

    private boolean isAt(int start, int size, String text) {
        if (text.length() != size) {
            return false;
        }
        for (var i = 0; i < size; i++) {
            if (in[start + i] != text.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /** As bytes, or as kinesis-local and with it LocalStack tell them: as a text in Base64. */
    byte[] bytes() {
        var type = (peek() & 0xFF) >> 5 == 3 ? 3 : 2;
        var bytes = isInChunks(type) ? chunks(type) : chunk(type);
        return type == 3 ? ofBase64(bytes) : bytes;
    }

    private byte[] chunk(int type) {
        var size = size(type);
        at += size;
        return Arrays.copyOfRange(in, at - size, at);
    }

    /** Of a length that was not known when it began. */
    private boolean isInChunks(int type) {
        return (peek() & 0xFF) == (type << 5 | INDEFINITE);
    }

    private byte[] chunks(int type) {
        at++;
        var all = new ByteArrayOutputStream();
        while ((peek() & 0xFF) != BREAK) {
            all.writeBytes(chunk(type));
        }
        at++;
        return all.toByteArray();
    }

    private static byte[] ofBase64(byte[] text) {
        try {
            return Base64.getDecoder().decode(text);
        } catch (IllegalArgumentException e) {
            throw new UnusualException();
        }
    }

    long whole() {
        return head(0);
    }

    /** Milliseconds since the epoch, whole or not, with a tag or without. */
    Instant time() {
        if ((peek() & 0xFF) >> 5 == TAG) {
            head(TAG);
        }
        if ((peek() & 0xFF) != DOUBLE) {
            return Instant.ofEpochMilli(whole());
        }
        at++;
        var bits = 0L;
        for (var i = 0; i < Long.BYTES; i++) {
            bits = bits << 8 | next() & 0xFF;
        }
        return Instant.ofEpochMilli((long) Double.longBitsToDouble(bits));
    }

    boolean isNull() {
        var isNull = (peek() & 0xFF) == NULL;
        at += isNull ? 1 : 0;
        return isNull;
    }

    /** A value of any usual type. */
    public void skip() {
        while ((peek() & 0xFF) >> 5 == TAG) {
            head(TAG);
        }
        switch ((peek() & 0xFF) >> 5) {
            case 0 -> head(0);
            case 1 -> head(1);
            case 2 -> skip(2);
            case 3 -> skip(3);
            case 4 -> list(this::skip);
            case 5 -> map(name -> skip());
            default -> {
                // Booleans, null, floats of 2, 4 and 8 bytes
                var info = next() & 0x1F;
                if (info < 20 || info > 27 || info == 24) {
                    throw new UnusualException();
                }
                advance(info < 25 ? 0 : 1 << info - 24);
            }
        }
    }

    private void skip(int type) {
        if (isInChunks(type)) {
            chunks(type);
        } else {
            advance(size(type));
        }
    }

    private int size(int type) {
        var size = head(type);
        if (size < 0 || size > in.length - at) {
            throw new UnusualException();
        }
        return (int) size;
    }

    /** The number in the next head; -1 if its length is indefinite, which lists and maps alone may have. */
    private long head(int type) {
        var head = next() & 0xFF;
        if (head >> 5 != type) {
            throw new UnusualException();
        }
        var info = head & 0x1F;
        if (info < 24) {
            return info;
        }
        if (info == INDEFINITE && (type == 4 || type == 5)) {
            return -1;
        }
        if (info > 27) {
            throw new UnusualException();
        }
        var value = 0L;
        for (var left = 1 << info - 24; left > 0; left--) {
            value = value << 8 | next() & 0xFF;
        }
        if (value < 0) {
            throw new UnusualException();
        }
        return value;
    }

    private byte peek() {
        if (at >= in.length) {
            throw new UnusualException();
        }
        return in[at];
    }

    private byte next() {
        var next = peek();
        at++;
        return next;
    }

    private void advance(int bytes) {
        if (bytes > in.length - at) {
            throw new UnusualException();
        }
        at += bytes;
    }
}
