package delivery.localkinesis.operations;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.Arrays;

/**
 * Reads bytes: as they are in CBOR, in Base64 in JSON, and there as strictly as AWS: no blanks, all the padding, nothing
 * in the bits that are left over.
 */
final class Blobs {
    private static final String ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    private static final byte NONE = -1;
    private static final byte[] VALUES = values();

    private final JsonParser in;
    private final byte[] body;
    private final Wire wire;

    Blobs(JsonParser in, byte[] body, Wire wire) {
        this.in = in;
        this.body = body;
        this.wire = wire;
    }

    /** What is wrong with it, in AWS's words. */
    static final class NotBase64Exception extends Exception {
        private static final long serialVersionUID = 1;

        NotBase64Exception(String text, String fault) {
            super("'" + text + "' can not be converted to a Blob: " + fault, null, false, false);
        }
    }

    /** Whether what comes can be one. */
    boolean isOne() {
        return in.currentToken() == JsonToken.VALUE_STRING || in.currentToken() == JsonToken.VALUE_EMBEDDED_OBJECT;
    }

    byte[] read() throws IOException, NotBase64Exception {
        if (in.currentToken() == JsonToken.VALUE_EMBEDDED_OBJECT) {
            return in.getBinaryValue();
        }
        if (wire == Wire.JSON) {
            var start = (int) in.currentTokenLocation().getByteOffset() + 1;
            var decoded = decode(start);
            if (decoded != null) {
                return decoded;
            }
        }
        return decode(in.getText());
    }

    /** Straight from the body, which most can be; null: it has to be looked at as a text. */
    private byte[] decode(int start) {
        var end = start;
        while (end < body.length && body[end] != '"' && body[end] != '\\') {
            end++;
        }
        if (end == body.length || body[end] == '\\' || (end - start) % 4 != 0) {
            return null;
        }
        var padding = end == start || body[end - 1] != '=' ? 0 : body[end - 2] != '=' ? 1 : 2;
        var bytes = new byte[(end - start) / 4 * 3 - padding];
        var whole = end - (padding == 0 ? 0 : 4);
        var to = 0;
        var seen = 0;
        for (int i = start; i < whole; i += 4) {
            var bits = VALUES[body[i] & 0xff] << 18
                    | VALUES[body[i + 1] & 0xff] << 12
                    | VALUES[body[i + 2] & 0xff] << 6
                    | VALUES[body[i + 3] & 0xff];
            seen |= bits; // negative if one of them is none of the alphabet
            bytes[to++] = (byte) (bits >> 16);
            bytes[to++] = (byte) (bits >> 8);
            bytes[to++] = (byte) bits;
        }
        if (padding > 0) {
            var bits = VALUES[body[whole] & 0xff] << 18
                    | VALUES[body[whole + 1] & 0xff] << 12
                    | (padding == 2 ? 0 : VALUES[body[whole + 2] & 0xff] << 6);
            seen |= bits;
            bytes[to++] = (byte) (bits >> 16);
            if (padding == 1) {
                bytes[to] = (byte) (bits >> 8);
            }
            if ((bits & (padding == 1 ? 0xff : 0xffff)) != 0) {
                return null;
            }
        }
        return seen < 0 ? null : bytes;
    }

    private static byte[] decode(String text) throws NotBase64Exception {
        if (text.length() % 4 != 0) {
            throw new NotBase64Exception(
                    text, "Base64 encoded length is expected a multiple of 4 bytes but found: " + text.length());
        }
        var padding = text.endsWith("==") ? 2 : text.endsWith("=") ? 1 : 0;
        for (int i = 0; i < text.length() - padding; i++) {
            var c = text.charAt(i);
            if (c >= VALUES.length || VALUES[c] == NONE) {
                throw new NotBase64Exception(text, "Invalid Base64 character: '" + c + "'");
            }
        }
        var left = padding == 0 ? 0 : VALUES[text.charAt(text.length() - padding - 1)] & (padding == 1 ? 0x3 : 0xf);
        if (left != 0) {
            throw new NotBase64Exception(text, "Invalid last non-pad Base64 character dectected");
        }
        return java.util.Base64.getDecoder().decode(text);
    }

    private static byte[] values() {
        var values = new byte[256];
        Arrays.fill(values, NONE);
        for (int i = 0; i < ALPHABET.length(); i++) {
            values[ALPHABET.charAt(i)] = (byte) i;
        }
        return values;
    }
}
