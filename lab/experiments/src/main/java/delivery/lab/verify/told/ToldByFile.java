package delivery.lab.verify.told;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;

/** A file that a consumer appends to. One thread's. */
public final class ToldByFile {
    /** Whoever looks more often finds the file no younger. */
    private static final long PACE_NANOS = 50_000_000;

    private final Path file;
    private final Words words;
    private final byte[] buffer = new byte[64 * 1024];
    private long position;
    private long lookedAtNanos = System.nanoTime() - PACE_NANOS;

    /** @param file is made, and empty */
    public ToldByFile(Path file, Consumer<String> told) {
        this.file = file;
        words = new Words(told, (bytes, from, length) -> {});
        try {
            Files.createFile(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What has come since the last time, up to the last line that has an end. Of one that was made anew, all. */
    public void look() {
        var now = System.nanoTime();
        if (now - lookedAtNanos >= PACE_NANOS) {
            lookedAtNanos = now;
            read();
        }
    }

    /** As {@link #look}, however short a time it is since the last. */
    public void read() {
        try {
            var size = Files.exists(file) ? Files.size(file) : 0;
            if (size < position) {
                position = 0;
                words.cut();
            }
            if (size == position) {
                return;
            }
            try (var in = new RandomAccessFile(file.toFile(), "r")) {
                in.seek(position);
                for (var count = in.read(buffer); count > 0; count = in.read(buffer)) {
                    position += count;
                    words.take(buffer, count);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
