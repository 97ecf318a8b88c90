package delivery.simulation.world;

import delivery.ranking.disk.StateFolder;
import java.io.ByteArrayInputStream;
import java.io.FileNotFoundException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/**
 * A folder that outlives its process. After a crash of the machine what was forced is there; of what was not, chance
 * decides how much: of a file some of its beginning, of the changes of names the earlier ones.
 */
public final class SimulatedDisk implements StateFolder {
    private final RandomGenerator random;
    private final Runnable beforeEach;
    private Map<String, Content> names = new TreeMap<>();
    private Map<String, Content> namesOnDisk = new TreeMap<>();
    /** The names after each change since the last force. */
    private final List<Map<String, Content>> changes = new ArrayList<>();

    private static final class Content {
        private byte[] bytes = new byte[0];
        private int onDisk;
        private boolean damaged;
    }

    /** @param beforeEach called before each step that is taken on the disk: may end the process */
    public SimulatedDisk(RandomGenerator random, Runnable beforeEach) {
        this.random = random;
        this.beforeEach = beforeEach;
    }

    /** The power is cut. */
    public void crash() {
        var survived = random.nextInt(changes.size() + 1);
        names = new TreeMap<>(survived == 0 ? namesOnDisk : changes.get(survived - 1));
        names.values().forEach(content -> {
            var kept = content.onDisk + random.nextInt(content.bytes.length - content.onDisk + 1);
            content.bytes = Arrays.copyOf(content.bytes, kept);
            content.onDisk = kept;
        });
        namesOnDisk = new TreeMap<>(names);
        changes.clear();
    }

    /**
     * Damages the newest snapshot: one bit of it is wrong, or its end is missing.
     *
     * @return false if it was left alone, since it is the only good one
     */
    public boolean damage() {
        var good = names.entrySet().stream()
                .filter(name -> name.getKey().endsWith(".bin") && !name.getValue().damaged)
                .map(Map.Entry::getValue)
                .toList();
        if (good.size() < 2) {
            return false;
        }
        var content = good.get(good.size() - 1);
        content.damaged = true;
        var at = random.nextInt(content.bytes.length);
        if (random.nextBoolean()) {
            content.bytes = content.bytes.clone();
            content.bytes[at] ^= (byte) (1 << random.nextInt(8));
        } else {
            content.bytes = Arrays.copyOf(content.bytes, at);
            content.onDisk = at;
        }
        return true;
    }

    @Override
    public List<String> names() {
        return List.copyOf(names.keySet());
    }

    @Override
    public byte[] read(String name) throws FileNotFoundException {
        var content = names.get(name);
        if (content == null) {
            throw new FileNotFoundException(name);
        }
        return content.bytes.clone();
    }

    @Override
    public File create(String name) {
        beforeEach.run();
        var content = new Content();
        names.put(name, content);
        changes.add(new TreeMap<>(names));
        return new File() {
            @Override
            public void write(int b) {
                write(new byte[] {(byte) b}, 0, 1);
            }

            @Override
            public void write(byte[] bytes, int from, int length) {
                beforeEach.run();
                var before = content.bytes.length;
                content.bytes = Arrays.copyOf(content.bytes, before + length);
                System.arraycopy(bytes, from, content.bytes, before, length);
            }

            @Override
            public void force() {
                beforeEach.run();
                content.onDisk = content.bytes.length;
            }
        };
    }

    @Override
    public Letters openLetters(String name) {
        var content = names.get(name);
        if (content == null) {
            beforeEach.run();
            content = new Content();
            names.put(name, content);
            force();
        }
        return new LettersInIt(name, content);
    }

    private final class LettersInIt implements Letters {
        private final String name;
        private final Content content;

        LettersInIt(String name, Content content) {
            this.name = name;
            this.content = content;
        }

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
            content.onDisk = Math.min(content.onDisk, (int) size);
        }

        @Override
        public void write(byte[] bytes, long at) {
            beforeEach.run();
            content.bytes = Arrays.copyOf(content.bytes, (int) at + bytes.length);
            System.arraycopy(bytes, 0, content.bytes, (int) at, bytes.length);
        }

        @Override
        public void force() {
            beforeEach.run();
            content.onDisk = content.bytes.length;
        }

        @Override
        public void close() {}
    }

    @Override
    public void rename(String from, String to) {
        beforeEach.run();
        names.put(to, names.remove(from));
        changes.add(new TreeMap<>(names));
    }

    @Override
    public void delete(String name) {
        beforeEach.run();
        names.remove(name);
        changes.add(new TreeMap<>(names));
    }

    @Override
    public void force() {
        beforeEach.run();
        namesOnDisk = new TreeMap<>(names);
        changes.clear();
    }
}
