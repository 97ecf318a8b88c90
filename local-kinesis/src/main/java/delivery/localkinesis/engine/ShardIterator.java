package delivery.localkinesis.engine;

import delivery.localkinesis.api.KinesisError;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.Locale;
import java.util.zip.CRC32;

/**
 * A position in a shard as handed to readers: opaque to them, self-contained for us. It begins as AWS's do and is as long
 * as theirs, which depends on the stream's name.
 */
public record ShardIterator(String stream, long streamUid, int shard, long ordinal, long issuedMillis) {
    private static final long VERSION = 1;
    private static final int SHORTEST = 152;
    private static final int STEP = 16;
    /** As AWS tells a time: {@code Thu Jan 22 01:22:02 UTC 2015}. */
    private static final DateTimeFormatter TOLD = DateTimeFormatter.ofPattern(
                    "EEE MMM dd HH:mm:ss 'UTC' yyyy", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);

    String encode() {
        var name = stream.getBytes(StandardCharsets.ISO_8859_1);
        var bytes = ByteBuffer.allocate(length(name.length))
                .putLong(VERSION)
                .putLong(streamUid)
                .putInt(shard)
                .putLong(ordinal)
                .putLong(issuedMillis)
                .put((byte) name.length)
                .put(name);
        bytes.putInt(bytes.capacity() - Integer.BYTES, checksum(bytes.array()));
        return Base64.getEncoder().encodeToString(bytes.array());
    }

    public static ShardIterator decode(String text) {
        try {
            var bytes = ByteBuffer.wrap(Base64.getDecoder().decode(text));
            if (bytes.capacity() >= SHORTEST
                    && bytes.getInt(bytes.capacity() - Integer.BYTES) == checksum(bytes.array())
                    && bytes.getLong() == VERSION) {
                var uid = bytes.getLong();
                var shard = bytes.getInt();
                var ordinal = bytes.getLong();
                var issued = bytes.getLong();
                var name = new byte[bytes.get() & 0xff];
                bytes.get(name);
                return new ShardIterator(new String(name, StandardCharsets.ISO_8859_1), uid, shard, ordinal, issued);
            }
        } catch (IllegalArgumentException | BufferUnderflowException e) {
            // not ours either
        }
        throw KinesisError.invalid("Invalid ShardIterator.");
    }

    /** The same place, got later. */
    ShardIterator reissued(long nowMillis) {
        return new ShardIterator(stream, streamUid, shard, ordinal, nowMillis);
    }

    /**
     * What a reader is told who comes too late with it.
     *
     * @param end of the message
     */
    public KinesisError expired(EngineClock clock, long nowMillis, String end) {
        return new KinesisError(
                KinesisError.Type.ExpiredIteratorException,
                "Iterator expired. The iterator was created at time " + TOLD.format(clock.instantAt(issuedMillis))
                        + " while right now it is " + TOLD.format(clock.instantAt(nowMillis)) + end);
    }

    private static int length(int name) {
        return SHORTEST + (name + 2) / STEP * STEP;
    }

    private static int checksum(byte[] bytes) {
        var crc = new CRC32();
        crc.update(bytes, 0, bytes.length - Integer.BYTES);
        return (int) crc.getValue();
    }
}
