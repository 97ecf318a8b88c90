package delivery.ranking;

import delivery.app.AppException;
import java.io.BufferedOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The newest snapshots of a folder, each a file of its own with an ascending number. A file gets its name only when all
 * of it is on disk, so a crash at any point leaves those before it as they were. Not thread-safe.
 */
final class SnapshotStore {
    /** So many are kept: the newest may turn out to be damaged. */
    static final int KEPT = 3;

    private static final Logger LOG = LoggerFactory.getLogger("delivery.ranking");
    private static final Pattern NAME = Pattern.compile("snapshot-(\\d{10})\\.bin");
    private static final String UNFINISHED = "snapshot.tmp";
    private static final int BUFFER_BYTES = 256 * 1024;

    private final SnapshotFolder folder;
    private long lastNumber;

    /** @throws AppException if the folder cannot be read */
    SnapshotStore(SnapshotFolder folder) {
        this.folder = folder;
        lastNumber = numbers().stream().findFirst().orElse(0L);
    }

    /**
     * The newest snapshot that is whole, {@link Snapshot#EMPTY} if there never was one.
     *
     * @throws AppException if there are snapshots, but none can be read: to begin at zero would hide that
     */
    Snapshot load() {
        var why = new ArrayList<String>();
        for (var number : numbers()) {
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
    private List<Long> numbers() {
        try {
            return folder.names().stream()
                    .map(NAME::matcher)
                    .filter(java.util.regex.Matcher::matches)
                    .map(name -> Long.parseLong(name.group(1)))
                    .sorted(Comparator.reverseOrder())
                    .toList();
        } catch (IOException e) {
            throw AppException.failed("--state-dir " + folder + " cannot be read (" + DiskFolder.reason(e)
                    + "): give a folder that this user can read");
        }
    }

    private static String name(long number) {
        return String.format("snapshot-%010d.bin", number);
    }

    /** The number that the next snapshot will have; no file ever had it, damaged ones included. */
    long nextNumber() {
        return lastNumber + 1;
    }

    /**
     * Once this returns the snapshot is on disk; if it fails those before it are.
     *
     * @return its size in bytes
     */
    long write(Snapshot snapshot) throws IOException {
        removeUnfinished();
        try {
            var bytes = writeUnfinished(snapshot);
            var number = nextNumber();
            folder.rename(UNFINISHED, name(number));
            // From here on the number is taken, whether the name survives a crash or not.
            lastNumber = number;
            folder.force();
            removeOld();
            return bytes;
        } catch (IOException e) {
            discard(e);
            throw e;
        }
    }

    private long writeUnfinished(Snapshot snapshot) throws IOException {
        try (var file = folder.create(UNFINISHED)) {
            var out = new CountingStream(file);
            var buffer = new BufferedOutputStream(out, BUFFER_BYTES);
            SnapshotFormat.write(snapshot, buffer);
            buffer.flush();
            file.force();
            return out.count;
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
        private long count;

        CountingStream(OutputStream out) {
            super(out);
        }

        @Override
        public void write(byte[] bytes, int from, int length) throws IOException {
            out.write(bytes, from, length);
            count += length;
        }
    }
}
