package delivery.lab.judge;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;

/**
 * What a record of the stream holds, as somebody reads it who knows no more than
 * github.com/awslabs/amazon-kinesis-producer/blob/master/aggregation-format.md.
 */
public final class RecordParts {
    private static final int MAGIC = 0xF3899AC2;
    private static final int DIGEST = 16;

    private RecordParts() {}

    /** Of a record of the KPL the data of each that it aggregates; else, and if it is not whole, itself alone. */
    public static List<byte[]> in(byte[] record) {
        if (record.length <= Integer.BYTES + DIGEST || ByteBuffer.wrap(record).getInt() != MAGIC) {
            return List.of(record);
        }
        var body = ByteBuffer.wrap(record, Integer.BYTES, record.length - Integer.BYTES - DIGEST)
                .slice();
        var digest = ByteBuffer.wrap(record, record.length - DIGEST, DIGEST);
        try {
            return ByteBuffer.wrap(md5(body)).equals(digest) ? aggregated(body.rewind()) : List.of(record);
        } catch (BufferUnderflowException | IllegalArgumentException | IndexOutOfBoundsException e) {
            return List.of(record);
        }
    }

    private static List<byte[]> aggregated(ByteBuffer body) {
        var data = new ArrayList<byte[]>();
        while (body.hasRemaining()) {
            var tag = number(body);
            var field = field(body, tag);
            if (tag >>> 3 == 3) {
                data.add(data(field));
            }
        }
        if (data.isEmpty()) {
            throw new IllegalArgumentException("no records");
        }
        return data;
    }

    private static byte[] data(ByteBuffer record) {
        byte[] data = null;
        while (record.hasRemaining()) {
            var tag = number(record);
            var field = field(record, tag);
            if (tag >>> 3 == 3) {
                data = new byte[field.remaining()];
                field.get(data);
            }
        }
        if (data == null) {
            throw new IllegalArgumentException("a record without data");
        }
        return data;
    }

    /** Of the types that the format has: a number, or what has a length. */
    private static ByteBuffer field(ByteBuffer in, long tag) {
        if ((tag & 7) == 0) {
            number(in);
            return ByteBuffer.allocate(0);
        }
        if ((tag & 7) != 2) {
            throw new IllegalArgumentException("a field of another type");
        }
        var length = Math.toIntExact(number(in));
        var field = in.slice(in.position(), length);
        in.position(in.position() + length);
        return field;
    }

    private static long number(ByteBuffer in) {
        long next = in.get();
        return next >= 0 ? next : next & 0x7F | number(in) << 7;
    }

    private static byte[] md5(ByteBuffer bytes) {
        try {
            var md5 = MessageDigest.getInstance("MD5");
            md5.update(bytes);
            return md5.digest();
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every JDK has MD5", e);
        }
    }
}
