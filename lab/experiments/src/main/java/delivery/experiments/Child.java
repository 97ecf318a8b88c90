package delivery.experiments;

import delivery.app.AppException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A process of ours, with its output in files. */
final class Child {
    private static final Duration STOP_TIME = Duration.ofSeconds(12);

    private final String name;
    private final Process process;
    private final Path out;
    private final Path err;

    private Child(String name, Process process, Path out, Path err) {
        this.name = name;
        this.process = process;
        this.out = out;
        this.err = err;
    }

    static Child start(String name, Path logs, List<String> command) {
        try {
            var out = logs.resolve(name + ".out");
            var err = logs.resolve(name + ".log");
            var builder =
                    new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
            // What this machine is set to must not decide what an experiment talks to.
            builder.environment().keySet().removeIf(key -> key.startsWith("AWS_"));
            builder.environment().put("AWS_EC2_METADATA_DISABLED", "true");
            var process = builder.start();
            process.getOutputStream().close();
            return new Child(name, process, out, err);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The first line of its output or log that contains this; null if there is none yet. */
    String line(String text) {
        return (read(out) + read(err))
                .lines()
                .filter(line -> line.contains(text))
                .findFirst()
                .orElse(null);
    }

    String output() {
        return read(out);
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** kill -9. */
    void kill() {
        process.destroyForcibly();
        awaitExit(STOP_TIME);
    }

    /** SIGTERM. */
    void terminate() {
        process.destroy();
    }

    int awaitExit(Duration limit) {
        try {
            if (process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                return process.exitValue();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        throw AppException.failed(name + " did not end within " + limit.toSeconds() + " s" + lastWords());
    }

    /** To be called after {@link #terminate}. */
    void awaitGone() {
        try {
            if (!process.waitFor(STOP_TIME.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    /** For a message on what went wrong. */
    String lastWords() {
        var lines = read(err).lines().toList();
        return lines.isEmpty() ? "" : "; its last words: " + lines.get(lines.size() - 1);
    }

    @Override
    public String toString() {
        return name;
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
