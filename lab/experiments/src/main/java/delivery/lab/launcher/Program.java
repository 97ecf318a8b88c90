package delivery.lab.launcher;

import delivery.app.AppException;
import delivery.app.ExitCode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/** A process: a program of the suite or another command. Its stdout and its log (stderr) are in files. */
public final class Program implements AutoCloseable {
    private static final Pattern SOURCE = Pattern.compile("source ([0-9a-z]{8}):");
    private static final Duration DEFINITELY_TOO_SLOW = Duration.ofSeconds(60);
    /** Ten seconds are the contract, two more are the machine's. */
    private static final Duration STOP_TIME = Duration.ofSeconds(12);

    private static final Duration LOOK = Duration.ofMillis(50);
    private static final double TICKS_PER_SECOND = 100; // USER_HZ, the same on all Linuxes

    private final String name;
    private final String module;
    private final Process process;
    private final Path out;
    private final Path log;
    private final Launcher launcher;
    /** Between the program and its log; null if it writes straight into the file. */
    private final LogPipe pipe;

    private Program(String name, String module, Process process, Path out, Path log, LogPipe pipe, Launcher launcher) {
        this.name = name;
        this.module = module;
        this.process = process;
        this.out = out;
        this.log = log;
        this.pipe = pipe;
        this.launcher = launcher;
    }

    static Program start(
            String name, String module, ProcessBuilder builder, Path out, boolean piped, Launcher launcher) {
        var log = out.resolveSibling(out.getFileName().toString().replaceAll("[.]out$", ".log"));
        var pipe = piped ? new LogPipe(log) : null;
        try {
            var process = builder.redirectOutput(out.toFile())
                    .redirectError((piped ? pipe.pipe() : log).toFile())
                    .start();
            return new Program(name, module, process, out, log, pipe, launcher);
        } catch (IOException e) {
            if (pipe != null) {
                pipe.close();
            }
            throw AppException.failed(name + " cannot be started (" + e.getMessage() + ")");
        }
    }

    /** On its stdin, if nobody has ended that. */
    public void type(String text) {
        try {
            process.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
            process.getOutputStream().flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Nobody will type anything. */
    Program endInput() {
        try {
            process.getOutputStream().close();
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** @param program such as {@code consumer} */
    public boolean isOf(String program) {
        return module.equals(program);
    }

    /**
     * Waits until it has printed this on stdout, and returns the whole line.
     *
     * @throws AppException if it has ended before, or does not within a minute
     */
    public String awaitLine(String text) {
        return awaitLine(out, text);
    }

    /** Waits until it has logged this, and returns the whole line. */
    public String awaitLog(String text) {
        return awaitLine(log, text);
    }

    /** Waits until it has said this, on stdout or in its log. */
    public void awaitOutput(String text) {
        launcher.await(name + " says '" + text + "'", DEFINITELY_TOO_SLOW, LOOK, () -> {
            var isAlive = process.isAlive();
            var said = lineWith(out, text).isPresent() || lineWith(log, text).isPresent();
            if (!said && !isAlive) {
                throw failure();
            }
            return said;
        });
    }

    private String awaitLine(Path file, String text) {
        launcher.await(name + " says '" + text + "'", DEFINITELY_TOO_SLOW, LOOK, () -> {
            var isAlive = process.isAlive();
            if (lineWith(file, text).isPresent()) {
                return true;
            }
            if (!isAlive) {
                throw failure();
            }
            return false;
        });
        return lineWith(file, text).orElseThrow();
    }

    private static Optional<String> lineWith(Path file, String text) {
        return read(file).lines().filter(line -> line.contains(text)).findFirst();
    }

    /** Waits until it has ended by itself; its exit code. */
    public int awaitExit() {
        return awaitExit(DEFINITELY_TOO_SLOW);
    }

    public int awaitExit(Duration limit) {
        launcher.await(name + " ends; its log: " + log, limit, LOOK, () -> !process.isAlive());
        return process.exitValue();
    }

    /** SIGTERM, which it is to hear within ten seconds; its exit code. */
    public int terminate() {
        tellToStop();
        return awaitExit(STOP_TIME);
    }

    /** SIGTERM. */
    public void tellToStop() {
        process.destroy();
    }

    /** kill -9. */
    public void kill() {
        destroy();
        awaitGone();
    }

    void destroy() {
        process.destroyForcibly();
    }

    /** @param signal such as STOP, CONT or INT */
    public void signal(String signal) {
        try {
            new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid()))
                    .start()
                    .waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** From now on nobody reads what it logs, and the pipe is full. */
    public void stopReadingLog() {
        pipe.fill();
    }

    public void readLogAgain() {
        pipe.drain();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    public long pid() {
        return process.pid();
    }

    /** Of a process that has ended. */
    public int exitCode() {
        return process.exitValue();
    }

    /** That it has ended as it should not, with its own exit code, or {@code FAILED} if that is 0. */
    public AppException failure() {
        return new AppException(Math.max(ExitCode.FAILED, process.exitValue()), lastWords());
    }

    /** How it ended, and what it said last. */
    public String lastWords() {
        return name + " ended with code " + process.exitValue() + ": " + lastLine();
    }

    /** Of its log. */
    public String lastLine() {
        return stderr().lines().reduce((first, second) -> second).orElse("");
    }

    /** What the events of a producer are called by, once it has said so. */
    public Optional<String> source() {
        var line = SOURCE.matcher(stderr());
        return line.find() ? Optional.of(line.group(1)) : Optional.empty();
    }

    /** Bytes of memory that it holds. Linux only. */
    public long residentBytes() {
        return read(proc("status"))
                .lines()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024)
                .findFirst()
                .orElse(0);
    }

    /** User and system time so far. Linux only. */
    public double cpuSeconds() {
        var stat = read(proc("stat"));
        var fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / TICKS_PER_SECOND;
    }

    private Path proc(String file) {
        return Path.of("/proc", Long.toString(process.pid()), file);
    }

    public String stdout() {
        return read(out);
    }

    public String stderr() {
        if (pipe != null && !process.isAlive()) {
            pipe.close();
        }
        return read(log);
    }

    private static String read(Path file) {
        try {
            // A program that was killed may have left half a character.
            return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String toString() {
        return name;
    }

    /** Ends it: by SIGTERM, or if that takes too long by kill -9. */
    @Override
    public void close() {
        tellToStop();
        awaitGone();
        if (pipe != null) {
            pipe.close();
        }
    }

    private void awaitGone() {
        try {
            if (!process.waitFor(STOP_TIME.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
