package delivery.ranking.snapshot;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.CRC32C;

/** Reads what {@link SectionWriter} has written, section by section, once all of it has been checked. */
final class SectionReader {
    private final byte[] bytes;
    private final ByteBuffer in;
    private final int end;
    private int tag;
    private int length;

    /** @throws CorruptSnapshotException if anything is missing, changed, or beyond this version */
    SectionReader(byte[] bytes) throws CorruptSnapshotException {
        this.bytes = bytes;
        in = ByteBuffer.wrap(bytes);
        end = bytes.length - SectionWriter.TRAILER_BYTES;
        if (end < SectionWriter.HEADER_BYTES || in.getLong() != SectionWriter.MAGIC) {
            throw new CorruptSnapshotException("it does not begin like a snapshot");
        }
        if (in.getLong(end) != bytes.length) {
            throw new CorruptSnapshotException("it is not whole, having " + bytes.length + " bytes");
        }
        var crc = new CRC32C();
        crc.update(bytes, 0, bytes.length - 4);
        if ((int) crc.getValue() != in.getInt(bytes.length - 4)) {
            throw new CorruptSnapshotException("its checksum is wrong");
        }
        var version = in.getShort();
        if (in.getShort() > SectionWriter.VERSION || version < SectionWriter.READABLE_FROM) {
            throw new CorruptSnapshotException("version " + version + " of this program wrote it: use that one");
        }
    }

    /** Goes to the next section, if there is one. */
    boolean next() throws CorruptSnapshotException {
        if (in.position() == end) {
            return false;
        }
        tag = in.getInt();
        length = in.getInt();
        if (length < 0 || length > end - in.position()) {
            throw new CorruptSnapshotException("section " + tag + " is longer than the file");
        }
        in.position(in.position() + length);
        return true;
    }

    int tag() {
        return tag;
    }

    byte[] content() {
        return Arrays.copyOfRange(bytes, in.position() - length, in.position());
    }
}
