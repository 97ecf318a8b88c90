package delivery.ranking.snapshot;

import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.zip.CRC32C;
import java.util.zip.CheckedOutputStream;

/**
 * A snapshot as a file: a header, sections with a tag and a length each, and at the end the length and checksum of all of
 * it. Closing writes that end and leaves the stream below open. Not thread-safe.
 */
final class SectionWriter implements AutoCloseable {
    static final long MAGIC = 0x44_52_4E_4B_53_4E_41_50L; // DRNKSNAP
    /** The version of the format that this code writes, and the newest whose meaning it knows. */
    static final int VERSION = 3;
    /** The oldest reader that understands what this code writes. */
    static final int READABLE_FROM = 3;

    static final int HEADER_BYTES = 12;
    static final int TRAILER_BYTES = 12;

    private final CRC32C crc = new CRC32C();
    private final DataOutputStream out;
    private long length = HEADER_BYTES;

    SectionWriter(OutputStream out) throws IOException {
        this.out = new DataOutputStream(new CheckedOutputStream(out, crc));
        this.out.writeLong(MAGIC);
        this.out.writeShort(VERSION);
        this.out.writeShort(READABLE_FROM);
    }

    void write(int tag, byte[] content) throws IOException {
        out.writeInt(tag);
        out.writeInt(content.length);
        out.write(content);
        length += 8 + content.length;
    }

    @Override
    public void close() throws IOException {
        out.writeLong(length + TRAILER_BYTES);
        out.writeInt((int) crc.getValue());
        out.flush();
    }
}
