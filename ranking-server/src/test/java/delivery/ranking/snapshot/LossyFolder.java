package delivery.ranking.snapshot;

import delivery.ranking.letters.LetterFolder;
import java.io.ByteArrayInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * A folder in memory that keeps, in a crash, what was forced, and of the rest whatever chance leaves: of a file some
 * beginning, perhaps with garbage; of the changes of names the first few. It can be told to fail at a step, or to crash
 * there.
 */
final class LossyFolder implements SnapshotFolder, LetterFolder {
    /** What snapshots do to a folder, in that order. */
    enum Step {
        CREATE,
        WRITE,
        FORCE_FILE,
        RENAME,
        FORCE_FOLDER,
        DELETE
    }

    /** The process is gone. */
    static final class Crash extends RuntimeException {
        private static final long serialVersionUID = 1;
    }

    private static final class Content {
        private byte[] bytes = {};
        private int forced;
    }

    private interface Change {
        void applyTo(Map<String, Content> names);
    }

    private final Map<String, Content> names = new ConcurrentSkipListMap<>();
    private final Map<String, Content> forcedNames = new TreeMap<>();
    private final List<Change> pending = new ArrayList<>();
    private Step failAt;
    private Step crashAt;
    private boolean crashesAfter;
    int forces;

    void failAt(Step step) {
        failAt = step;
    }

    /** @param after whether the step is done first, as far as one can see; a write is done half */
    void crashAt(Step step, boolean after) {
        crashAt = step;
        crashesAfter = after;
    }

    /** What is found after a crash. */
    LossyFolder afterCrash(Random random) {
        var found = new LossyFolder();
        found.names.putAll(forcedNames);
        pending.stream().limit(random.nextInt(pending.size() + 1)).forEach(change -> change.applyTo(found.names));
        found.names.replaceAll((name, content) -> {
            var survivor = new Content();
            var length = content.forced + random.nextInt(content.bytes.length - content.forced + 1);
            survivor.bytes = Arrays.copyOf(content.bytes, length);
            for (var i = content.forced; i < length; i++) {
                // Blocks that were never written may hold anything.
                survivor.bytes[i] = random.nextInt(200) == 0 ? (byte) random.nextInt() : survivor.bytes[i];
            }
            survivor.forced = length;
            return survivor;
        });
        found.forcedNames.putAll(found.names);
        return found;
    }

    /** Puts a file there as if it had always been there. */
    void put(String name, byte[] bytes) {
        var content = new Content();
        content.bytes = bytes;
        content.forced = bytes.length;
        names.put(name, content);
        forcedNames.put(name, content);
    }

    /** By somebody else. */
    void deleteAllSnapshots() {
        change(Map::clear);
    }

    private void change(Change change) {
        change.applyTo(names);
        pending.add(change);
    }

    private interface Work {
        void run() throws IOException;
    }

    private void step(Step step, Work work) throws IOException {
        if (failAt == step) {
            throw new IOException("No space left on device");
        }
        if (crashAt == step && !crashesAfter) {
            throw new Crash();
        }
        work.run();
        if (crashAt == step) {
            throw new Crash();
        }
    }

    @Override
    public List<String> names() {
        return List.copyOf(names.keySet());
    }

    @Override
    public byte[] read(String name) throws IOException {
        return content(name).bytes.clone();
    }

    private Content content(String name) throws IOException {
        var content = names.get(name);
        if (content == null) {
            throw new FileNotFoundException(name);
        }
        return content;
    }

    @Override
    public File create(String name) throws IOException {
        var content = new Content();
        step(Step.CREATE, () -> change(all -> all.put(name, content)));
        return new File() {
            private boolean failed;

            @Override
            public void write(int b) throws IOException {
                write(new byte[] {(byte) b}, 0, 1);
            }

            @Override
            public void write(byte[] bytes, int from, int length) throws IOException {
                if (crashAt == Step.WRITE && crashesAfter) {
                    append(bytes, from, length / 2);
                    throw new Crash();
                }
                step(Step.WRITE, () -> append(bytes, from, length));
            }

            private void append(byte[] bytes, int from, int length) {
                var before = content.bytes.length;
                content.bytes = Arrays.copyOf(content.bytes, before + length);
                System.arraycopy(bytes, from, content.bytes, before, length);
            }

            @Override
            public void force() throws IOException {
                if (failed) {
                    throw new AssertionError("forced again after a failure: what is on disk is unknown");
                }
                failed = true;
                step(Step.FORCE_FILE, () -> content.forced = content.bytes.length);
                failed = false;
                forces++;
            }
        };
    }

    /** A file that is forced like any other, but whose steps are not counted. */
    @Override
    public Letters openLetters(String name) {
        var content = names.computeIfAbsent(name, missing -> new Content());
        forcedNames.put(name, content);
        return new Letters() {
            @Override
            public boolean isInPlace() {
                return names.get(name) == content;
            }

            @Override
            public InputStream read() {
                return new ByteArrayInputStream(content.bytes);
            }

            @Override
            public long size() {
                return content.bytes.length;
            }

            @Override
            public void truncate(long size) {
                content.bytes = Arrays.copyOf(content.bytes, (int) size);
                content.forced = Math.min(content.forced, (int) size);
            }

            @Override
            public void write(byte[] bytes, long at) {
                content.bytes = Arrays.copyOf(content.bytes, (int) at + bytes.length);
                System.arraycopy(bytes, 0, content.bytes, (int) at, bytes.length);
            }

            @Override
            public void force() {
                content.forced = content.bytes.length;
            }

            @Override
            public void close() {}
        };
    }

    @Override
    public void rename(String from, String to) throws IOException {
        content(from);
        step(Step.RENAME, () -> change(all -> all.put(to, all.remove(from))));
    }

    @Override
    public void delete(String name) throws IOException {
        content(name);
        step(Step.DELETE, () -> change(all -> all.remove(name)));
    }

    @Override
    public void force() throws IOException {
        step(Step.FORCE_FOLDER, () -> {
            forcedNames.clear();
            forcedNames.putAll(names);
            pending.clear();
        });
    }

    @Override
    public String toString() {
        return "memory";
    }
}
