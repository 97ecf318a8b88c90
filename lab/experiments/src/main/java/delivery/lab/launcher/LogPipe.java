package delivery.lab.launcher;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;

/**
 * A pipe between a program's stderr and the file that keeps it, whose reader can be stopped: then the pipe is full to
 * the last byte, as behind a terminal that somebody has paused or a log collector that hangs.
 */
final class LogPipe implements AutoCloseable {
    private final Path pipe;
    private final Process reader;

    /** @param file takes what the program says, as long as it is read */
    LogPipe(Path file) {
        pipe = file.resolveSibling(file.getFileName() + ".pipe");
        run("mkfifo", pipe.toString());
        try {
            reader = new ProcessBuilder("sh", "-c", "exec cat <\"$1\" >\"$2\"", "sh", pipe.toString(), file.toString())
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The program's stderr goes here. */
    Path pipe() {
        return pipe;
    }

    /** Nobody reads any more, and there is no room for one byte. Must be called while the program runs. */
    void fill() {
        run("kill", "-STOP", Long.toString(reader.pid()));
        // Blank lines, until the pipe takes no more: dd ends with the first write that would have to wait.
        run("sh", "-c", "yes '' | dd of=\"$1\" bs=512 oflag=nonblock 2>/dev/null || true", "sh", pipe.toString());
        run("sh", "-c", "yes '' | dd of=\"$1\" bs=1 oflag=nonblock 2>/dev/null || true", "sh", pipe.toString());
    }

    void drain() {
        run("kill", "-CONT", Long.toString(reader.pid()));
    }

    /** The program has ended: what it still said is in the file after this. */
    @Override
    public void close() {
        if (reader.isAlive()) {
            drain();
        }
        try {
            reader.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            reader.destroyForcibly();
        }
    }

    private static void run(String... command) {
        try {
            new ProcessBuilder(List.of(command)).start().waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
