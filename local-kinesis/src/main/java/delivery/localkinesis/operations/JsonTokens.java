package delivery.localkinesis.operations;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Of a request in JSON. */
final class JsonTokens extends Tokens {
    private static final String ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    private static final int[] DIGITS = digits(0);
    private static final int[] DIGITS_6 = digits(6);
    private static final int[] DIGITS_12 = digits(12);
    private static final int[] DIGITS_18 = digits(18);

    private final byte[] decoded;
    private int used;

    JsonTokens(byte[] body) {
        super(body);
        decoded = new byte[body.length]; // nothing gets longer by being decoded
    }

    @Override
    int openMap() {
        skip((byte) '{');
        return TOLD_AT_THE_END;
    }

    @Override
    int openList() {
        skip((byte) '[');
        return TOLD_AT_THE_END;
    }

    @Override
    boolean isClosed(int n, int many) {
        skipBlanks();
        if (body[at] == '}' || body[at] == ']') {
            at++;
            return true;
        }
        if (n > 0) {
            skip((byte) ',');
            skipBlanks();
            expect(body[at] != '}' && body[at] != ']');
        }
        return false;
    }

    @Override
    void name() {
        text();
        skip((byte) ':');
    }

    @Override
    void text() {
        skip((byte) '"');
        start = at;
        var c = body[at];
        while (c != '"') {
            expect(c >= ' ' && c != '\\'); // above ASCII is negative
            c = body[++at];
        }
        end = at++;
    }

    /** As strict as AWS: all the padding, and nothing in the bits that are left over. */
    @Override
    void blob() {
        skip((byte) '"');
        var from = at;
        var to = used;
        while (true) {
            var bits = DIGITS_18[body[at] & 0xff]
                    | DIGITS_12[body[at + 1] & 0xff]
                    | DIGITS_6[body[at + 2] & 0xff]
                    | DIGITS[body[at + 3] & 0xff];
            if (bits < 0) {
                break;
            }
            decoded[to] = (byte) (bits >> 16);
            decoded[to + 1] = (byte) (bits >> 8);
            decoded[to + 2] = (byte) bits;
            to += 3;
            at += 4;
        }
        if (body[at] != '"') {
            to = last(to);
        }
        expect(body[at] == '"' && (at - from) % 4 == 0);
        at++;
        start = used;
        end = to;
        used = to;
    }

    private int last(int to) {
        expect(body[at + 3] == '=');
        var one = body[at + 2] == '=';
        var bits =
                DIGITS_18[body[at] & 0xff] | DIGITS_12[body[at + 1] & 0xff] | (one ? 0 : DIGITS_6[body[at + 2] & 0xff]);
        expect(bits >= 0 && (bits & (one ? 0xffff : 0xff)) == 0);
        decoded[to] = (byte) (bits >> 16);
        if (!one) {
            decoded[to + 1] = (byte) (bits >> 8);
        }
        at += 4;
        return to + (one ? 1 : 2);
    }

    @Override
    void keep() {
        var length = length();
        System.arraycopy(body, start, decoded, used, length);
        start = used;
        used += length;
        end = used;
    }

    @Override
    byte[] bytes() {
        return decoded;
    }

    @Override
    boolean isAtEnd() {
        while (at < body.length && isBlank(body[at])) {
            at++;
        }
        return at == body.length;
    }

    private void skip(byte wanted) {
        skipBlanks();
        expect(body[at] == wanted);
        at++;
    }

    private void skipBlanks() {
        while (isBlank(body[at])) {
            at++;
        }
    }

    private static boolean isBlank(byte c) {
        return c == ' ' || c == '\n' || c == '\r' || c == '\t';
    }

    /** By character: its six bits, shifted; negative if it is none of the alphabet. */
    private static int[] digits(int shift) {
        var digits = new int[256];
        Arrays.fill(digits, -1);
        var alphabet = ALPHABET.getBytes(StandardCharsets.US_ASCII);
        for (int i = 0; i < alphabet.length; i++) {
            digits[alphabet[i]] = i << shift;
        }
        return digits;
    }
}
