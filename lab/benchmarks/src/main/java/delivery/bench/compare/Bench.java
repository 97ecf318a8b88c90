package delivery.bench.compare;

import delivery.app.StopSignal;
import delivery.lab.launcher.Launcher;
import delivery.lab.launcher.Program;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a run of benchmarks works with. Its processes are gone when it is closed.
 *
 * @param classPath of this module and of the suite's jars
 * @param nodeModules where npm has put kinesalite and kinesis-local; empty if it has not
 * @param seconds that one turn measures, where a turn is so long as one wants
 */
public record Bench(Launcher launcher, String classPath, Optional<Path> nodeModules, int seconds)
        implements AutoCloseable {
    public static final String JAVA =
            Path.of(System.getProperty("java.home"), "bin", "java").toString();

    private static final List<String> OPTIONS = List.of("-Xmx512m");
    private static final Duration LONG = Duration.ofMinutes(10);

    public Bench(String classPath, Optional<Path> nodeModules, int seconds) {
        this(Launcher.ofRun(Path.of("."), "benchmark", true, new StopSignal()), classPath, nodeModules, seconds);
    }

    /** A process of a class of this module, beside the suite's own jars. */
    public Program ours(Class<?> main, Map<String, String> variables, Object... arguments) {
        return java(OPTIONS, main, variables, classPath, arguments);
    }

    /** As {@link #ours}, with the JVM's options that the scripts give our programs. */
    public Program asTheScripts(Class<?> main, Map<String, String> variables, Object... arguments) {
        var options = read(launcher.root().resolve("scripts/java.options")).split(" +");
        return java(List.of(options), main, variables, classPath, arguments);
    }

    /** A process of a class of this module, beside what Maven has resolved for it: KPL, KCL. */
    public Program peer(Class<?> main, Map<String, String> variables, Object... arguments) {
        var target = launcher.root().resolve("lab/benchmarks/target");
        var path = target.resolve("classes") + ":" + read(target.resolve("classpath"));
        return java(OPTIONS, main, variables, path, arguments);
    }

    private Program java(
            List<String> options, Class<?> main, Map<String, String> variables, String path, Object... arguments) {
        var command = new ArrayList<>(List.of(JAVA));
        command.addAll(options);
        command.addAll(List.of("-cp", path, main.getName()));
        Arrays.stream(arguments).map(Object::toString).forEach(command::add);
        return launcher.command(main.getSimpleName(), launcher.root(), variables, command);
    }

    private static String read(Path file) {
        try {
            return Files.readString(file).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits for its end: the figures on the last line of its stdout. */
    public static double[] figuresOf(Program program) {
        if (program.awaitExit(LONG) != 0) {
            throw program.failure();
        }
        var lines = program.stdout().lines().toList();
        return Arrays.stream(lines.get(lines.size() - 1).split(" "))
                .mapToDouble(Double::parseDouble)
                .toArray();
    }

    /** On which nobody listens now. */
    public static int freePort() throws IOException {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    /** In a load, whose pace is nobody's to wait for. */
    public static void pause(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        launcher.close();
    }
}
