package delivery.localkinesis.scenario;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;

/**
 * Many records in one, as the Kinesis Producer Library puts them: magic number, protobuf, MD5. Source: {@code
 * aggregation-format.md} of awslabs/amazon-kinesis-producer.
 */
final class Aggregate {
    private static final byte[] MAGIC = {(byte) 0xF3, (byte) 0x89, (byte) 0x9A, (byte) 0xC2};
    private static final int PARTITION_KEYS = 1;
    private static final int RECORDS = 3;
    private static final int KEY_INDEX = 1;
    private static final int DATA = 3;

    private Aggregate() {}

    /** @param key of all of them: a reader that goes by the shard's range keeps them together */
    static byte[] of(String key, List<byte[]> records) {
        var message = new ByteArrayOutputStream();
        bytes(message, PARTITION_KEYS, key.getBytes(StandardCharsets.UTF_8));
        for (var each : records) {
            var record = new ByteArrayOutputStream();
            number(record, KEY_INDEX << 3);
            number(record, 0);
            bytes(record, DATA, each);
            bytes(message, RECORDS, record.toByteArray());
        }
        var all = new ByteArrayOutputStream();
        all.writeBytes(MAGIC);
        all.writeBytes(message.toByteArray());
        all.writeBytes(md5(message.toByteArray()));
        return all.toByteArray();
    }

    private static void bytes(ByteArrayOutputStream to, int field, byte[] value) {
        number(to, field << 3 | 2);
        number(to, value.length);
        to.writeBytes(value);
    }

    private static void number(ByteArrayOutputStream to, int value) {
        var left = value;
        while (left > 0x7F) {
            to.write(left & 0x7F | 0x80);
            left >>>= 7;
        }
        to.write(left);
    }

    private static byte[] md5(byte[] message) {
        try {
            return MessageDigest.getInstance("MD5").digest(message);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
