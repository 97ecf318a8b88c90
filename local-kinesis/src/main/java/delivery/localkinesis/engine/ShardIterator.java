package delivery.localkinesis.engine;

import delivery.localkinesis.api.KinesisError;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.zip.CRC32;

/** A position in a shard as handed to readers: opaque to them, self-contained for us. */
public record ShardIterator(long streamUid, int shard, long ordinal, long issuedMillis) {
    private static final byte VERSION = 1;
    private static final int BODY = 1 + Long.BYTES + Integer.BYTES + Long.BYTES + Long.BYTES;

    String encode() {
        var bytes = ByteBuffer.allocate(BODY + Integer.BYTES)
                .put(VERSION)
                .putLong(streamUid)
                .putInt(shard)
                .putLong(ordinal)
                .putLong(issuedMillis);
        bytes.putInt(checksum(bytes.array()));
        return Base64.getEncoder().encodeToString(bytes.array());
    }

    public static ShardIterator decode(String text) {
        try {
            var bytes = ByteBuffer.wrap(Base64.getDecoder().decode(text));
            if (bytes.capacity() == BODY + Integer.BYTES
                    && bytes.get() == VERSION
                    && bytes.getInt(BODY) == checksum(bytes.array())) {
                return new ShardIterator(bytes.getLong(), bytes.getInt(), bytes.getLong(), bytes.getLong());
            }
        } catch (IllegalArgumentException | BufferUnderflowException e) {
            // not ours either
        }
        throw KinesisError.invalid("Invalid ShardIterator.");
    }

    private static int checksum(byte[] bytes) {
        var crc = new CRC32();
        crc.update(bytes, 0, BODY);
        return (int) crc.getValue();
    }
}
