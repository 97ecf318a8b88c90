package delivery.ranking;

import delivery.model.DeadLetter;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Lines at the end of a file that only its owner may read. What could not be written whole is not there at all. */
final class DeadLetterFile implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger("delivery.ranking");
    private static final String OWNER_ONLY = "rw-------";

    private final Path path;
    private FileChannel channel;
    /** Up to here everything is whole. */
    private long length;

    DeadLetterFile(Path path) {
        this.path = path;
    }

    /**
     * What is in the file.
     *
     * @param lastByShard the highest sequence number of each shard
     */
    record Content(Map<String, BigInteger> lastByShard, long letters) {}

    /** Reads the file through, and cuts off a last line that was not written to its end. */
    Content open() throws IOException {
        var whole = channel();
        var content = scan();
        if (length < whole.size()) {
            LOG.warn("{}: the last line is torn, its {} bytes are cut off", path, whole.size() - length);
            whole.truncate(length);
        }
        return content;
    }

    /** Opens it anew if something has closed it. */
    private synchronized FileChannel channel() throws IOException {
        if (channel == null || !channel.isOpen()) {
            channel = openChannel();
        }
        return channel;
    }

    private FileChannel openChannel() throws IOException {
        var options = Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        var folder = path.toAbsolutePath().getParent();
        if (Files.getFileAttributeView(folder, PosixFileAttributeView.class) == null) {
            return FileChannel.open(path, options);
        }
        var ownerOnly = PosixFilePermissions.fromString(OWNER_ONLY);
        var opened = FileChannel.open(path, options, PosixFilePermissions.asFileAttribute(ownerOnly));
        Files.setPosixFilePermissions(path, ownerOnly);
        try (var entry = FileChannel.open(folder)) {
            entry.force(true);
        }
        return opened;
    }

    private Content scan() throws IOException {
        var last = new HashMap<String, BigInteger>();
        var letters = 0L;
        var broken = 0L;
        var at = 0L;
        var line = new ByteArrayOutputStream();
        try (var in = new BufferedInputStream(Files.newInputStream(path), 1 << 16)) {
            for (var next = in.read(); next >= 0; next = in.read()) {
                at++;
                line.write(next);
                if (next == '\n') {
                    length = at;
                    if (note(line.toByteArray(), last)) {
                        letters++;
                    } else {
                        broken++;
                    }
                    line.reset();
                }
            }
        }
        if (broken > 0) {
            LOG.warn("{}: {} line(s) are no dead letters and are left as they are", path, broken);
        }
        return new Content(last, letters);
    }

    private static boolean note(byte[] line, Map<String, BigInteger> last) {
        try {
            var letter = DeadLetter.parse(line);
            last.merge(letter.shardId(), new BigInteger(letter.sequenceNumber()), BigInteger::max);
            return true;
        } catch (IOException | NumberFormatException e) {
            return false;
        }
    }

    long length() {
        return length;
    }

    /** All of it or nothing. Does not wait for the disk: see {@link #force}. */
    void append(byte[] lines) throws IOException {
        var end = channel();
        if (end.size() > length) {
            // A write before this one failed half-way.
            end.truncate(length);
        }
        var at = Math.min(length, end.size());
        for (var rest = ByteBuffer.wrap(lines); rest.hasRemaining(); ) {
            at += end.write(rest, at);
        }
        length = at;
    }

    /** By any thread. */
    void force() throws IOException {
        channel().force(true);
    }

    @Override
    public synchronized void close() {
        try {
            channel.close();
        } catch (IOException e) {
            LOG.warn("{} could not be closed: {}", path, e.toString());
        }
    }
}
