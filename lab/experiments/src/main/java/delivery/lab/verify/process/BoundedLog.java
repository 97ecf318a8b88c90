package delivery.lab.verify.process;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** What a command says: the first of it goes into a file, and at the end the last of it; what is between is counted. Thread-safe. */
final class BoundedLog implements AutoCloseable {
    static final int FIRST = 4 * 1024 * 1024;
    static final int LAST = 64 * 1024;
    private static final int SHOWN = 200;

    private final Path file;
    private final OutputStream out; // guarded by this, as all that follows
    private final byte[] last = new byte[LAST]; // a ring
    private long bytes;
    private String lastLine = "";

    BoundedLog(Path file) {
        this.file = file;
        try {
            out = Files.newOutputStream(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A line, without its end. */
    synchronized void line(byte[] text, int from, int length) {
        if (length > 0) {
            lastLine = null;
        }
        put(text, from, length);
        put(new byte[] {'\n'}, 0, 1);
    }

    Path file() {
        return file;
    }

    /** How much was said in all. */
    synchronized long bytes() {
        return bytes;
    }

    /** The last line that was not empty, as it can be shown: of a long one the beginning, and nothing that moves a cursor. */
    synchronized String lastLine() {
        if (lastLine == null) {
            var length = (int) Math.min(bytes, LAST);
            var text = new String(tail(length), StandardCharsets.UTF_8);
            lastLine = text.lines()
                    .filter(line -> !line.isBlank())
                    .reduce((one, next) -> next)
                    .orElse("")
                    .replaceAll("[\\p{Cntrl}\uFFFD]", "?");
            if (lastLine.length() > SHOWN) {
                lastLine = lastLine.substring(0, SHOWN) + "...";
            }
        }
        return lastLine;
    }

    @Override
    public synchronized void close() {
        try (out) {
            if (bytes > FIRST) {
                var length = (int) Math.min(bytes - FIRST, LAST);
                var leftOut = bytes - FIRST - length;
                if (leftOut > 0) {
                    out.write(("\n... " + leftOut + " bytes left out ...\n").getBytes(StandardCharsets.UTF_8));
                }
                out.write(tail(length));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void put(byte[] text, int from, int length) {
        try {
            if (bytes < FIRST) {
                out.write(text, from, (int) Math.min(length, FIRST - bytes));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        var skipped = Math.max(0, length - LAST);
        var at = (int) ((bytes + skipped) % LAST);
        var untilEnd = Math.min(length - skipped, LAST - at);
        System.arraycopy(text, from + skipped, last, at, untilEnd);
        System.arraycopy(text, from + skipped + untilEnd, last, 0, length - skipped - untilEnd);
        bytes += length;
    }

    private byte[] tail(int length) {
        var tail = new byte[length];
        for (int i = 0; i < length; i++) {
            tail[i] = last[(int) ((bytes - length + i) % LAST)];
        }
        return tail;
    }
}
