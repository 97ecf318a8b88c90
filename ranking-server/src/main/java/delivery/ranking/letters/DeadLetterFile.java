package delivery.ranking.letters;

import delivery.model.DeadLetter;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lines at the end of a file that only its owner may read. What could not be written whole is not there at all. The file
 * may be taken away while we run: then the next one is begun, and it is said which letters went with it.
 */
final class DeadLetterFile implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger("delivery.ranking");
    private static final int SHARDS_NAMED = 8;

    private final LetterFolder folder;
    private LetterFolder.Letters file;
    /** Up to here everything is whole. */
    private long length;
    /** A write has failed half-way: what is behind the end is ours, and nothing. */
    private boolean isTorn;

    private Map<String, Kept> byShard = new TreeMap<>();
    private long lost;

    DeadLetterFile(LetterFolder folder) {
        this.folder = folder;
    }

    /**
     * The letters of one shard.
     *
     * @param last the one that was read last
     */
    record Kept(long letters, Place last) {
        static final Kept NONE = new Kept(0, Place.NONE);

        Kept and(DeadLetter letter) {
            var place = Place.of(letter);
            return new Kept(letters + 1, place.compareTo(last) > 0 ? place : last);
        }
    }

    /** Reads the file through, and cuts off a last line that was not written to its end. */
    synchronized Map<String, Kept> open() throws IOException {
        if (file != null) {
            closeFile();
        }
        file = folder.openLetters(DeadLetter.FILE_NAME);
        byShard = scan();
        isTorn = false;
        var torn = file.size() - length;
        if (torn > 0) {
            LOG.warn("{}: the last line is torn, its {} bytes are cut off", this, torn);
            file.truncate(length);
        }
        return Map.copyOf(byShard);
    }

    private Map<String, Kept> scan() throws IOException {
        var found = new TreeMap<String, Kept>();
        var broken = 0L;
        var at = 0L;
        var line = new ByteArrayOutputStream();
        length = 0;
        @SuppressWarnings("resource") // the file stays open
        var in = new BufferedInputStream(file.read(), 1 << 16);
        for (var next = in.read(); next >= 0; next = in.read()) {
            at++;
            line.write(next);
            if (next == '\n') {
                length = at;
                if (!note(line.toByteArray(), found)) {
                    broken++;
                }
                line.reset();
            }
        }
        if (broken > 0) {
            LOG.warn("{}: {} line(s) are no dead letters and are left as they are", this, broken);
        }
        return found;
    }

    private static boolean note(byte[] line, Map<String, Kept> found) {
        try {
            note(DeadLetter.parse(line), found);
            return true;
        } catch (IOException | NumberFormatException e) {
            return false;
        }
    }

    private static void note(DeadLetter letter, Map<String, Kept> found) {
        found.put(
                letter.shardId(),
                found.getOrDefault(letter.shardId(), Kept.NONE).and(letter));
    }

    synchronized long length() {
        return length;
    }

    synchronized long letters() {
        return byShard.values().stream().mapToLong(Kept::letters).sum();
    }

    /** So many were kept, and are no longer there. */
    synchronized long lost() {
        return lost;
    }

    /** All of it or nothing. Does not wait for the disk: see {@link #force}. */
    synchronized void append(List<DeadLetter> letters) throws IOException {
        look();
        if (isTorn) {
            file.truncate(length);
            isTorn = false;
        }
        var lines = new ByteArrayOutputStream();
        letters.forEach(letter -> lines.writeBytes(letter.toLine()));
        try {
            file.write(lines.toByteArray(), length);
        } catch (IOException e) {
            isTorn = true;
            throw e;
        }
        length += lines.size();
        letters.forEach(letter -> note(letter, byShard));
    }

    /** Opens the file that is there if it is not the one that was, and says what is gone. By any thread. */
    synchronized void look() throws IOException {
        if (file != null && file.isInPlace() && (isTorn || file.size() == length)) {
            return;
        }
        var before = byShard;
        var lostBefore = lost;
        open();
        before.forEach((shard, had) -> lost += Math.max(
                0, had.letters() - byShard.getOrDefault(shard, Kept.NONE).letters()));
        if (lost > lostBefore) {
            LOG.error(
                    "{}: it was removed, replaced or cut off while this server runs, and {} dead letter(s) are lost"
                            + " with it: {}. New ones go to the file that is there now",
                    this,
                    lost - lostBefore,
                    lostOf(before));
        }
    }

    private String lostOf(Map<String, Kept> before) {
        var all = before.entrySet().stream()
                .filter(shard ->
                        left(shard.getKey()).letters() < shard.getValue().letters())
                .toList();
        var named = all.stream()
                .limit(SHARDS_NAMED)
                .map(shard -> shard.getValue().letters() - left(shard.getKey()).letters() + " of " + shard.getKey()
                        + ", the last at " + shard.getValue().last())
                .collect(Collectors.joining("; "));
        return all.size() > SHARDS_NAMED ? named + "; and of " + (all.size() - SHARDS_NAMED) + " more shards" : named;
    }

    private Kept left(String shardId) {
        return byShard.getOrDefault(shardId, Kept.NONE);
    }

    /** What was appended before is on disk after this. By any thread; appending goes on meanwhile. */
    void force() throws IOException {
        LetterFolder.Letters current;
        synchronized (this) {
            look();
            current = file;
        }
        current.force();
    }

    private void closeFile() {
        try {
            file.close();
        } catch (IOException e) {
            LOG.warn("{} could not be closed: {}", this, e.toString());
        }
    }

    @Override
    public String toString() {
        return folder + "/" + DeadLetter.FILE_NAME;
    }

    @Override
    public synchronized void close() {
        if (file != null) {
            closeFile();
        }
    }
}
