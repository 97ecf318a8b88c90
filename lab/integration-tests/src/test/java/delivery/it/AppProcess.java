package delivery.it;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** One program of the suite (or another command) as a process of its own, with its output in files. */
final class AppProcess implements AutoCloseable {
    static final Path ROOT = Path.of(System.getProperty("basedir", "."))
            .toAbsolutePath()
            .getParent()
            .getParent();

    static final Path LOGS = ROOT.resolve("lab/integration-tests/target/logs");
    private static final List<String> JAVA = List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1");
    private static final String HEAP = "-Xmx256m";
    /** It keeps all that a test puts on the stream. */
    private static final String HEAP_OF_THE_STREAM = "-Xmx1g";

    private static final AtomicInteger COUNT = new AtomicInteger();
    private static final Duration DEFINITELY_TOO_SLOW = Duration.ofSeconds(60);

    private final String name;
    private final Process process;
    private final Path out;
    private final Path err;
    /** Between the program and its log; null if it writes straight into the file. */
    private final LogPipe pipe;

    private AppProcess(String name, Process process, Path out, Path err, LogPipe pipe) {
        this.name = name;
        this.process = process;
        this.out = out;
        this.err = err;
        this.pipe = pipe;
    }

    /** Starts {@code <module>/target/<module>.jar}, as a user would. */
    static AppProcess jar(String module, String... arguments) {
        return jar(Map.of(), module, arguments);
    }

    static AppProcess jar(Map<String, String> environment, String module, String... arguments) {
        return jar(environment, false, module, arguments);
    }

    /** @param piped whether its stderr goes through a pipe that can be full */
    static AppProcess jar(Map<String, String> environment, boolean piped, String module, String... arguments) {
        var command = new ArrayList<>(JAVA);
        command.add(module.equals("local-kinesis") ? HEAP_OF_THE_STREAM : HEAP);
        command.add("-jar");
        command.add(jarOf(module).toString());
        command.addAll(List.of(arguments));
        return start(module, ROOT, environment, piped, command);
    }

    static Path jarOf(String module) {
        return ROOT.resolve(module).resolve("target").resolve(module + ".jar");
    }

    static AppProcess start(String name, Path directory, Map<String, String> environment, List<String> command) {
        return start(name, directory, environment, false, command);
    }

    private static AppProcess start(
            String name, Path directory, Map<String, String> environment, boolean piped, List<String> command) {
        try {
            Files.createDirectories(LOGS);
            var file = name.replaceAll("[^A-Za-z0-9.-]", "_") + "-" + COUNT.incrementAndGet();
            var out = LOGS.resolve(file + ".out");
            var err = LOGS.resolve(file + ".err");
            var pipe = piped ? new LogPipe(err) : null;
            var builder = new ProcessBuilder(command)
                    .directory(directory.toFile())
                    .redirectInput(
                            ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                    .redirectOutput(out.toFile())
                    .redirectError((piped ? pipe.pipe() : err).toFile());
            // The machine's own AWS configuration must not decide what a test talks to.
            builder.environment().keySet().removeIf(key -> key.startsWith("AWS_"));
            builder.environment().put("AWS_EC2_METADATA_DISABLED", "true");
            builder.environment().put("AWS_CONFIG_FILE", "/dev/null");
            builder.environment().put("AWS_SHARED_CREDENTIALS_FILE", "/dev/null");
            builder.environment().putAll(environment);
            return new AppProcess(name, builder.start(), out, err, pipe);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits until it has printed this on stdout, and returns the whole line. */
    String awaitLine(String text) {
        await().atMost(DEFINITELY_TOO_SLOW).pollInterval(Duration.ofMillis(50)).until(() -> {
            if (!process.isAlive() && lineWith(text) == null) {
                throw new AssertionError(name + " ended with " + process.exitValue() + ": " + stderr());
            }
            return lineWith(text) != null;
        });
        return lineWith(text);
    }

    /** Waits until it has logged this. */
    void awaitLog(String text) {
        await().atMost(DEFINITELY_TOO_SLOW)
                .pollInterval(Duration.ofMillis(50))
                .until(() -> !process.isAlive() || stderr().contains(text));
        if (!stderr().contains(text)) {
            throw new AssertionError(name + " ended with " + process.exitValue() + ": " + stderr());
        }
    }

    private String lineWith(String text) {
        return stdout().lines().filter(line -> line.contains(text)).findFirst().orElse(null);
    }

    /** Waits until it has ended by itself. */
    int awaitExit() {
        return awaitExit(DEFINITELY_TOO_SLOW);
    }

    int awaitExit(Duration limit) {
        try {
            if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new AssertionError(name + " still runs after " + limit + ": " + stderr());
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** SIGTERM; ten seconds are the contract, two more are the machine's. */
    int terminate() {
        process.destroy();
        return awaitExit(Duration.ofSeconds(12));
    }

    void signal(String signal) {
        start("kill", ROOT, Map.of(), List.of("kill", "-" + signal, Long.toString(process.pid())))
                .awaitExit();
    }

    /** From now on nobody reads what it says on stderr, and the pipe is full. */
    void stopReadingLog() {
        pipe.fill();
    }

    void readLogAgain() {
        pipe.drain();
    }

    /** kill -9. */
    void kill() {
        process.destroyForcibly();
        awaitExit();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** How it ended, and what it said last. */
    String lastWords() {
        return name + " ended with code " + process.exitValue() + ": "
                + stderr().lines().reduce((first, second) -> second).orElse("");
    }

    /** Bytes of memory that it holds; Linux only. */
    long residentBytes() {
        try (var lines = Files.lines(Path.of("/proc/" + process.pid() + "/status"))) {
            var kilobytes = lines.filter(line -> line.startsWith("VmRSS:"))
                    .map(line -> line.replaceAll("[^0-9]", ""))
                    .findFirst()
                    .orElse("0");
            return Long.parseLong(kilobytes) * 1024;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    long pid() {
        return process.pid();
    }

    String stdout() {
        return read(out);
    }

    String stderr() {
        if (pipe != null && !process.isAlive()) {
            pipe.close();
        }
        return read(err);
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        if (process.isAlive()) {
            process.destroy();
            try {
                if (!process.waitFor(12, TimeUnit.SECONDS)) {
                    process.destroyForcibly();
                }
            } catch (InterruptedException e) {
                process.destroyForcibly();
                Thread.currentThread().interrupt();
            }
        }
        if (pipe != null) {
            pipe.close();
        }
    }
}
