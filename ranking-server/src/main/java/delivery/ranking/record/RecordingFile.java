package delivery.ranking.record;

import com.fasterxml.jackson.databind.ObjectMapper;
import delivery.app.AppException;
import delivery.app.FileFailure;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A run that is being recorded: docs/replay.md says what its lines are. It never grows beyond what it may: its last line then says so.
 * What cannot be written ends the recording with one line in the log, and nothing else. One thread's.
 */
public final class RecordingFile implements AutoCloseable {
    static final String FORMAT = "delivery-run";
    static final int VERSION = 1;
    /** Of a run that goes on later, nobody wants to wait for longer than this. */
    static final long LONGEST_PAUSE_MILLIS = 60_000;

    private static final Logger LOG = LoggerFactory.getLogger("delivery.ranking");
    private static final ObjectMapper JSON = new ObjectMapper();
    /** Kept free for the line that says that there is no more room. */
    private static final int LAST_LINE_BYTES = 64;

    private final Path path;
    private final FileChannel channel;
    private final long maxBytes;
    private final long resumesAt;
    private long bytes;
    private boolean isEnded;

    private RecordingFile(Path path, FileChannel channel, long maxBytes, long resumesAt) throws IOException {
        this.path = path;
        this.channel = channel;
        this.maxBytes = maxBytes;
        this.resumesAt = resumesAt;
        bytes = channel.size();
    }

    /**
     * A new one, in place of whatever was there.
     *
     * @param atMillis the time of day at its beginning
     * @param title what it shows; empty if there is no more to say than when it was
     * @throws AppException if the file cannot be made
     */
    public static RecordingFile create(Path path, long maxBytes, long atMillis, String title) {
        try {
            makeFolderOf(path);
            return begin(path, maxBytes, atMillis, title);
        } catch (IOException e) {
            throw cannot(path, e);
        }
    }

    /**
     * A new one, or the one that is there, which goes on: of a server that was started again.
     *
     * @throws AppException if the file cannot be made, or is something else than a recorded run
     */
    public static RecordingFile open(Path path, long maxBytes, long atMillis) {
        try {
            makeFolderOf(path);
            return Files.exists(path) && Files.size(path) > 0
                    ? resume(path, maxBytes)
                    : begin(path, maxBytes, atMillis, "");
        } catch (IOException e) {
            throw cannot(path, e);
        }
    }

    private static AppException cannot(Path path, IOException e) {
        return AppException.failed("--record " + path + " cannot be written (" + FileFailure.words(e)
                + "): make room, or give another file");
    }

    private static void makeFolderOf(Path path) throws IOException {
        if (path.toAbsolutePath().getParent() != null) {
            Files.createDirectories(path.toAbsolutePath().getParent());
        }
    }

    private static RecordingFile begin(Path path, long maxBytes, long atMillis, String title) throws IOException {
        var channel = FileChannel.open(
                path, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING);
        var file = new RecordingFile(path, channel, maxBytes, 0);
        var head = new LinkedHashMap<String, Object>();
        head.put("format", FORMAT);
        head.put("version", VERSION);
        head.put("at", atMillis);
        var suite = RecordingFile.class.getPackage().getImplementationVersion();
        head.put("suite", suite == null ? "not from a jar" : suite);
        if (!title.isEmpty()) {
            head.put("title", title);
        }
        file.write(JSON.writeValueAsBytes(head));
        return file;
    }

    /**
     * What was torn at its end is cut off. How long nothing was recorded say the file's own times: this process may have a clock that
     * somebody has set.
     */
    private static RecordingFile resume(Path path, long maxBytes) throws IOException {
        Recording before;
        try {
            before = Recording.read(path);
        } catch (BadRecordingException e) {
            throw AppException.usage("--record " + path + " is there, and is no recorded run (" + e.getMessage()
                    + "): give another file");
        }
        var writtenAt = Files.getLastModifiedTime(path).toMillis();
        var channel = FileChannel.open(path, StandardOpenOption.WRITE);
        channel.truncate(before.wholeBytes());
        channel.position(before.wholeBytes());
        if (before.isFull()) {
            var file = new RecordingFile(path, channel, maxBytes, before.lastMillis());
            file.isEnded = true;
            LOG.info("--record {} is full since an earlier start: nothing is added to it", path);
            return file;
        }
        channel.write(ByteBuffer.wrap("{\"again\":true}\n".getBytes(StandardCharsets.UTF_8)));
        var pause = Files.getLastModifiedTime(path).toMillis() - writtenAt;
        return new RecordingFile(
                path, channel, maxBytes, before.lastMillis() + Math.max(0, Math.min(LONGEST_PAUSE_MILLIS, pause)));
    }

    /** The moment, in milliseconds since its beginning, from which on it is recorded now. */
    public long resumesAt() {
        return resumesAt;
    }

    /** Nothing is added any more: it is full, or could not be written. */
    public boolean isEnded() {
        return isEnded;
    }

    /** @param page all there is of it, or what has changed since the one before */
    public void page(long t, byte[] page) {
        line(t, ",\"page\":", page);
    }

    /** Something that one may want to see. */
    public void mark(long t, String kind, String text) {
        var value = new LinkedHashMap<String, Object>(Map.of("kind", kind));
        value.put("text", text);
        try {
            line(t, ",\"mark\":", JSON.writeValueAsBytes(value));
        } catch (IOException e) {
            throw new IllegalStateException("a mark that is no JSON", e);
        }
    }

    private void line(long t, String name, byte[] value) {
        if (isEnded) {
            return;
        }
        var begin = ("{\"t\":" + t + name).getBytes(StandardCharsets.UTF_8);
        if (bytes + begin.length + value.length + 2 > maxBytes - LAST_LINE_BYTES) {
            attempt(("{\"t\":" + t + ",\"end\":\"full\"}").getBytes(StandardCharsets.UTF_8));
            LOG.info(
                    "--record {} is full ({} bytes) and ends here; the ranking goes on. --record-max gives it more, --record-every"
                            + " makes it grow slower",
                    path,
                    bytes);
            isEnded = true;
            return;
        }
        var line = new byte[begin.length + value.length + 1];
        System.arraycopy(begin, 0, line, 0, begin.length);
        System.arraycopy(value, 0, line, begin.length, value.length);
        line[line.length - 1] = '}';
        attempt(line);
    }

    private void attempt(byte[] line) {
        try {
            write(line);
        } catch (IOException e) {
            isEnded = true;
            LOG.warn(
                    "--record {} cannot be written ({}): the recording ends here, the ranking goes on",
                    path,
                    FileFailure.words(e));
        }
    }

    /** In one call: who is killed leaves one torn line at most. */
    private void write(byte[] line) throws IOException {
        var whole =
                ByteBuffer.allocate(line.length + 1).put(line).put((byte) '\n').flip();
        while (whole.hasRemaining()) {
            bytes += channel.write(whole);
        }
    }

    @Override
    public void close() {
        isEnded = true;
        try {
            channel.close();
        } catch (IOException e) {
            LOG.debug("a recording that was not closed well", e);
        }
    }
}
