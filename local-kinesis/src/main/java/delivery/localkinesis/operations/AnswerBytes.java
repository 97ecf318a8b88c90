package delivery.localkinesis.operations;

import delivery.localkinesis.shard.PackedRecords;
import delivery.localkinesis.shard.SequenceNumbers;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** The bytes of an answer of many records, gathered to thousands before they are handed on. */
final class AnswerBytes {
    private static final int SIZE = 8 << 10;
    private static final int HEAD = 9; // at most, of an item of CBOR

    private final OutputStream to;
    private final byte[] bytes = new byte[SIZE];
    private byte[] encoded = {};
    private int used;

    AnswerBytes(OutputStream to) {
        this.to = to;
    }

    static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** In CBOR, of less than 256 characters of ASCII. */
    static byte[] cborText(String text) {
        var length = (byte) text.length();
        return joined(
                text.length() < 24 ? new byte[] {(byte) (0x60 | length)} : new byte[] {0x78, length}, ascii(text));
    }

    static byte[] joined(byte[]... parts) {
        var all = new ByteArrayOutputStream();
        for (var part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }

    void add(byte[] some) throws IOException {
        add(some, 0, some.length);
    }

    /** From is inclusive, end is not. */
    void add(byte[] some, int from, int end) throws IOException {
        var length = end - from;
        if (length > SIZE - used) {
            flush();
            if (length > SIZE) {
                to.write(some, from, length);
                return;
            }
        }
        System.arraycopy(some, from, bytes, used, length);
        used += length;
    }

    void number(long number) throws IOException {
        add(ascii(Long.toString(number)));
    }

    void sequenceNumber(SequenceNumbers numbers, long index, long millis) throws IOException {
        room(SequenceNumbers.LENGTH);
        numbers.write(index, millis, bytes, used);
        used += SequenceNumbers.LENGTH;
    }

    void sequenceNumber(PackedRecords batch, int i) throws IOException {
        room(SequenceNumbers.LENGTH);
        batch.sequenceNumber(i, bytes, used);
        used += SequenceNumbers.LENGTH;
    }

    /** From is inclusive, end is not. */
    void add(ByteBuffer some, int from, int end) throws IOException {
        for (int at = from; at < end; ) {
            if (used == SIZE) {
                flush();
            }
            var length = Math.min(end - at, SIZE - used);
            some.get(at, bytes, used, length);
            used += length;
            at += length;
        }
    }

    void base64(ByteBuffer some, int from, int end) throws IOException {
        var plain = new byte[end - from];
        some.get(from, plain);
        var length = (plain.length + 2) / 3 * 4;
        if (encoded.length < length) {
            encoded = new byte[length];
        }
        add(encoded, 0, Base64.getEncoder().encode(plain, encoded));
    }

    /** The first bytes of an item of CBOR. */
    void head(int major, long size) throws IOException {
        room(HEAD);
        var more = size < 24 ? 0 : size < 1 << 8 ? 1 : size < 1 << 16 ? 2 : size < 1L << 32 ? 4 : 8;
        var low = more == 0 ? (int) size : 24 + Integer.numberOfTrailingZeros(more);
        bytes[used++] = (byte) (major << 5 | low);
        for (int i = more - 1; i >= 0; i--) {
            bytes[used++] = (byte) (size >> 8 * i);
        }
    }

    void flush() throws IOException {
        to.write(bytes, 0, used);
        used = 0;
    }

    private void room(int more) throws IOException {
        if (more > SIZE - used) {
            flush();
        }
    }
}
