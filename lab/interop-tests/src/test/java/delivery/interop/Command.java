package delivery.interop;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * A process of its own: it knows nothing of this machine's AWS settings, and does not outlive its test. Not the lab's
 * launcher, which would bring our version of the SDK to those of the clients here.
 */
final class Command implements AutoCloseable {
    static final Path MODULE = Path.of(System.getProperty("basedir", ".")).toAbsolutePath();
    static final Path CLIENTS = MODULE.resolve("src/test/clients");

    private final Process process;
    private final Thread reader;
    private final List<String> lines = new CopyOnWriteArrayList<>();

    private Command(Process process, Consumer<String> output) {
        this.process = process;
        reader = new Thread(() -> read(output), "output");
        reader.start();
    }

    /** @param output is told each line of stdout and stderr, on a thread of its own */
    static Command start(Map<String, String> environment, Consumer<String> output, List<String> command)
            throws IOException {
        return new Command(builder(environment, command).start(), output);
    }

    /** Runs it to its end. */
    static Result run(Map<String, String> environment, List<String> command) throws Exception {
        return run(builder(environment, command), Duration.ofSeconds(60));
    }

    static Result run(Path directory, Map<String, String> environment, List<String> command, Duration limit)
            throws Exception {
        return run(builder(environment, command).directory(directory.toFile()), limit);
    }

    private static Result run(ProcessBuilder builder, Duration limit) throws Exception {
        try (var running = new Command(builder.start(), line -> {})) {
            if (!running.process.waitFor(limit.toSeconds(), TimeUnit.SECONDS)) {
                throw new AssertionError(builder.command() + " does not end; it said " + running.lines);
            }
            running.reader.join();
            return new Result(running.process.exitValue(), String.join("\n", running.lines));
        }
    }

    record Result(int exitCode, String output) {}

    private static ProcessBuilder builder(Map<String, String> environment, List<String> command) {
        var builder = new ProcessBuilder(command).redirectErrorStream(true);
        var variables = builder.environment();
        variables.keySet().removeIf(name -> name.startsWith("AWS_"));
        variables.put("AWS_CONFIG_FILE", MODULE.resolve("target/no-config").toString());
        variables.put(
                "AWS_SHARED_CREDENTIALS_FILE",
                MODULE.resolve("target/no-credentials").toString());
        variables.put("AWS_EC2_METADATA_DISABLED", "true");
        variables.put("AWS_PAGER", "");
        variables.putAll(environment);
        return builder;
    }

    /** Why a package of npm cannot be used here; null if it can. */
    static String missingNodePackage(String name) {
        if (!Files.exists(MODULE.resolve("node_modules").resolve(name).resolve("package.json"))) {
            return name + " is not installed (npm install --prefix lab/interop-tests --no-package-lock)";
        }
        return missing(List.of("node", "--version"), "no node on the path");
    }

    /** The reason if the command does not run; null if it does. */
    static String missing(List<String> command, String reason) {
        try {
            return run(Map.of(), command).exitCode() == 0 ? null : reason;
        } catch (IOException e) {
            return reason;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    boolean hasSaid(String text) {
        if (!process.isAlive()) {
            throw new IllegalStateException("it has ended, and said " + lines);
        }
        return lines.stream().anyMatch(line -> line.contains(text));
    }

    /** The first such line that it has said. */
    String lineWith(String text) {
        return lines.stream().filter(line -> line.contains(text)).findFirst().orElseThrow();
    }

    /** SIGTERM, and all that it still had to say. */
    int stop() throws InterruptedException {
        process.destroy();
        return awaitEnd();
    }

    /** That it ends by itself, and all that it still had to say. */
    int awaitEnd() throws InterruptedException {
        if (!process.waitFor(20, TimeUnit.SECONDS)) {
            throw new AssertionError("it does not end; it said " + lines);
        }
        reader.join();
        return process.exitValue();
    }

    @Override
    public void close() {
        var all = new ArrayList<>(process.descendants().toList());
        all.add(process.toHandle());
        all.forEach(ProcessHandle::destroyForcibly);
    }

    private void read(Consumer<String> output) {
        try (var out = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (var line = out.readLine(); line != null; line = out.readLine()) {
                lines.add(line);
                output.accept(line);
            }
        } catch (IOException e) {
            if (process.isAlive()) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
