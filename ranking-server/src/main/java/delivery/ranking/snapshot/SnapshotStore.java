package delivery.ranking.snapshot;

import delivery.app.AppException;
import delivery.ranking.state.Snapshot;
import java.io.BufferedOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.zip.CRC32C;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The newest snapshots of a folder, each a file of its own with an ascending number. A file gets its name only when all
 * of it is on disk, so a crash at any point leaves those before it as they were. Not thread-safe.
 */
public final class SnapshotStore {
    /** So many are kept: the newest may turn out to be damaged. */
    static final int KEPT = 3;

    private static final Logger LOG = LoggerFactory.getLogger("delivery.ranking");
    private static final Pattern NAME = Pattern.compile("snapshot-(\\d{10})\\.bin");
    private static final String UNFINISHED = "snapshot.tmp";
    private static final int BUFFER_BYTES = 256 * 1024;

    private final SnapshotFolder folder;
    private long lastNumber;
    private long lastChecksum;
    private long place;

    /** @throws AppException if the folder cannot be read */
    public SnapshotStore(SnapshotFolder folder) {
        this.folder = folder;
        try {
            place = folder.place();
            lastNumber = newestNumber();
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    private AppException unreadable(IOException e) {
        return AppException.failed("--state-dir " + folder + " cannot be read (" + SnapshotFolder.reason(e)
                + "): give a folder that this user can read");
    }

    /**
     * The newest snapshot that is whole, {@link Snapshot#EMPTY} if there never was one.
     *
     * @throws AppException if there are snapshots, but none can be read: to begin at zero would hide that
     */
    public Snapshot load() {
        var why = new ArrayList<String>();
        List<Long> numbers;
        try {
            numbers = numbers();
        } catch (IOException e) {
            throw unreadable(e);
        }
        for (var number : numbers) {
            try {
                var snapshot = SnapshotFormat.read(folder.read(name(number)));
                why.forEach(reason -> LOG.warn("passed over a snapshot: {}; going on from {}", reason, name(number)));
                return snapshot;
            } catch (IOException e) {
                why.add(name(number) + ": " + e.getMessage());
            }
        }
        if (!why.isEmpty()) {
            throw AppException.failed("--state-dir " + folder + ": no snapshot can be read (" + why.get(0)
                    + "): put a copy back, or move the files away to count anew what the stream still has");
        }
        return Snapshot.EMPTY;
    }

    /** Descending. */
    private List<Long> numbers() throws IOException {
        return folder.names().stream()
                .map(NAME::matcher)
                .filter(java.util.regex.Matcher::matches)
                .map(name -> Long.parseLong(name.group(1)))
                .sorted(Comparator.reverseOrder())
                .toList();
    }

    /** 0 if there is none. */
    private long newestNumber() throws IOException {
        return numbers().stream().findFirst().orElse(0L);
    }

    /** Whether a file of this name is ours to read or to write. */
    public static boolean isName(String file) {
        return file.equals(UNFINISHED) || NAME.matcher(file).matches();
    }

    private static String name(long number) {
        return String.format(Locale.ROOT, "snapshot-%010d.bin", number);
    }

    /** The number that the next snapshot will have; no file ever had it, damaged ones included. */
    public long nextNumber() {
        return lastNumber + 1;
    }

    /**
     * Whether the newest snapshot that was written is still where it was. To be called before each {@link #write}.
     *
     * @throws IOException if there is no folder at present
     * @throws AppException if there are others' snapshots where ours were
     */
    public boolean isNewestThere() throws IOException {
        var now = folder.place();
        if (now != place) {
            refuseOthers();
            place = now;
        }
        return lastNumber == 0 || folder.names().contains(name(lastNumber));
    }

    /** A folder that was put in the place of ours may hold none, or a copy of ours. */
    private void refuseOthers() throws IOException {
        var newest = newestNumber();
        if (newest > 0 && (newest != lastNumber || checksum(folder.read(name(newest))) != lastChecksum)) {
            throw AppException.failed("--state-dir " + folder
                    + " was replaced while this server ran, and holds snapshots"
                    + " of another (" + name(newest) + "): start the server again to go on from those, or give it an"
                    + " empty folder");
        }
    }

    private static long checksum(byte[] bytes) {
        var checksum = new CRC32C();
        checksum.update(bytes);
        return checksum.getValue();
    }

    /**
     * Once this returns the snapshot is on disk; if it fails those before it are.
     *
     * @return its size in bytes
     */
    public long write(Snapshot snapshot) throws IOException {
        removeUnfinished();
        try {
            var written = writeUnfinished(snapshot);
            var number = nextNumber();
            folder.rename(UNFINISHED, name(number));
            // From here on the number is taken, whether the name survives a crash or not.
            lastNumber = number;
            lastChecksum = written.checksum.getValue();
            folder.force();
            removeOld();
            return written.count;
        } catch (IOException e) {
            discard(e);
            throw e;
        }
    }

    private CountingStream writeUnfinished(Snapshot snapshot) throws IOException {
        try (var file = folder.create(UNFINISHED)) {
            var out = new CountingStream(file);
            var buffer = new BufferedOutputStream(out, BUFFER_BYTES);
            SnapshotFormat.write(snapshot, buffer);
            buffer.flush();
            file.force();
            return out;
        }
    }

    /** Of a file whose force failed nobody knows what is on disk: it is not tried again. */
    private void discard(IOException cause) {
        try {
            removeUnfinished();
        } catch (IOException e) {
            cause.addSuppressed(e);
        }
    }

    private void removeUnfinished() throws IOException {
        if (folder.names().contains(UNFINISHED)) {
            folder.delete(UNFINISHED);
        }
    }

    private void removeOld() throws IOException {
        for (var number : numbers().stream().skip(KEPT).toList()) {
            folder.delete(name(number));
        }
    }

    private static final class CountingStream extends FilterOutputStream {
        private final CRC32C checksum = new CRC32C();
        private long count;

        CountingStream(OutputStream out) {
            super(out);
        }

        @Override
        public void write(byte[] bytes, int from, int length) throws IOException {
            out.write(bytes, from, length);
            checksum.update(bytes, from, length);
            count += length;
        }
    }
}
