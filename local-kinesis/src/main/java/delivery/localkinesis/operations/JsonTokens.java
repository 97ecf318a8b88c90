package delivery.localkinesis.operations;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Of a request in JSON. */
final class JsonTokens extends Tokens {
    private static final String ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    private static final int[] DIGITS = shifted(0);
    private static final int[] DIGITS_6 = shifted(6);
    private static final int[] DIGITS_12 = shifted(12);
    private static final int[] DIGITS_18 = shifted(18);
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    /** What is open, the innermost last: a bit each, set for a list. Nothing that is usual is deeper than three. */
    private long open;

    JsonTokens(byte[] body, int length) {
        super(body, length);
    }

    @Override
    int openMap() {
        skip((byte) '{');
        open <<= 1;
        return TOLD_AT_THE_END;
    }

    @Override
    int openList() {
        skip((byte) '[');
        open = open << 1 | 1;
        return TOLD_AT_THE_END;
    }

    @Override
    boolean isClosed(int n, int many) {
        skipBlanks();
        if (body[at] == ((open & 1) == 0 ? '}' : ']')) {
            open >>>= 1;
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

    // Where it has come to is in a variable of its own in these loops, which are most of the reading: in the field,
    // each
    // step is written to memory.

    @Override
    void text() {
        skip((byte) '"');
        start = at;
        var to = at;
        for (var c = body[to]; c != '"'; c = body[++to]) {
            expect(c >= ' ' && c != '\\'); // above ASCII is negative
        }
        end = to;
        at = to + 1;
    }

    /** As strict as AWS: all the padding, and nothing in the bits that are left over. */
    @Override
    void blob() {
        skip((byte) '"');
        start = at;
        var from = at;
        var to = at;
        // Eight characters at a time, and one store for the six bytes of them: it ends before what has been read.
        for (int high = digits(from), low = digits(from + 4); (high | low) >= 0; ) {
            LONGS.set(body, to, (long) high << 40 | (long) low << 16);
            to += 6;
            from += 8;
            high = digits(from);
            low = high < 0 ? high : digits(from + 4);
        }
        for (int bits = digits(from); bits >= 0; bits = digits(from)) {
            body[to] = (byte) (bits >> 16);
            body[to + 1] = (byte) (bits >> 8);
            body[to + 2] = (byte) bits;
            to += 3;
            from += 4;
        }
        at = from;
        if (body[at] != '"') {
            to = last(to);
        }
        expect(body[at] == '"' && (at - start) % 4 == 0);
        at++;
        end = to;
    }

    /** The 24 bits of four characters; negative if one is none of the alphabet. */
    private int digits(int from) {
        return DIGITS_18[body[from] & 0xff]
                | DIGITS_12[body[from + 1] & 0xff]
                | DIGITS_6[body[from + 2] & 0xff]
                | DIGITS[body[from + 3] & 0xff];
    }

    private int last(int to) {
        expect(body[at + 3] == '=');
        var one = body[at + 2] == '=';
        var bits =
                DIGITS_18[body[at] & 0xff] | DIGITS_12[body[at + 1] & 0xff] | (one ? 0 : DIGITS_6[body[at + 2] & 0xff]);
        expect(bits >= 0 && (bits & (one ? 0xffff : 0xff)) == 0);
        body[to] = (byte) (bits >> 16);
        if (!one) {
            body[to + 1] = (byte) (bits >> 8);
        }
        at += 4;
        return to + (one ? 1 : 2);
    }

    @Override
    boolean isAtEnd() {
        while (at < length && isBlank(body[at])) {
            at++;
        }
        return at == length;
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
    private static int[] shifted(int shift) {
        var digits = new int[256];
        Arrays.fill(digits, -1);
        var alphabet = ALPHABET.getBytes(StandardCharsets.US_ASCII);
        for (int i = 0; i < alphabet.length; i++) {
            digits[alphabet[i]] = i << shift;
        }
        return digits;
    }
}
