package delivery.lab.launcher;

import delivery.app.AppException;
import delivery.app.Waiter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;

/**
 * Starts the programs of the suite, and other commands, as processes with their output in one folder. All that it has
 * started is gone when it is closed. One thread's.
 */
public final class Launcher implements AutoCloseable {
    private static final Duration LOOK = Duration.ofMillis(50);
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss", Locale.ROOT);
    private static final String STREAM = "local-kinesis";
    private static final String SERVER = "ranking-server";
    /** The stream keeps all that is put on it. */
    private static final String HEAP_OF_STREAM = "-Xmx1g";

    /** Variables that programs inherit. */
    private static final Set<String> OF_ALL = Set.of("DELIVERY_LOG_LEVEL", "DELIVERY_LOG_FORMAT", "DELIVERY_JAVA_OPTS");

    private final Path root;
    private final Path folder;
    private final boolean onlyLocal;
    private final Waiter waiter;
    private final List<Program> programs = new ArrayList<>();

    private Launcher(Path root, Path folder, boolean onlyLocal, Waiter waiter) {
        this.root = root.toAbsolutePath().normalize();
        this.folder = folder;
        this.onlyLocal = onlyLocal;
        this.waiter = waiter;
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw AppException.failed(folder + " cannot be made (" + e + ")");
        }
    }

    /**
     * What this machine is set to (AWS_*, profiles) does not decide what these programs talk to.
     *
     * @param root where the suite was built
     * @param folder for their output; of this launcher alone, made if it is not there
     * @param waiter says when it is time to stop
     */
    public static Launcher in(Path root, Path folder, Waiter waiter) {
        return new Launcher(root, folder, true, waiter);
    }

    /**
     * As {@link #in}, in a new folder {@code target/NAME/TIME-PROCESS}, and {@code target/NAME/latest} is that from now on.
     *
     * @param onlyLocal whether this machine's settings of AWS are kept from the programs
     */
    public static Launcher ofRun(Path root, String name, boolean onlyLocal, Waiter waiter) {
        var parent = root.toAbsolutePath().normalize().resolve("target").resolve(name);
        var time = TIME.format(LocalDateTime.now(ZoneId.systemDefault()));
        var run = parent.resolve(time + "-" + ProcessHandle.current().pid());
        var launcher = new Launcher(root, run, onlyLocal, waiter);
        link(parent.resolve("latest"), run);
        return launcher;
    }

    /** A convenience for people, where there are links. */
    private static void link(Path latest, Path run) {
        try {
            var next = latest.resolveSibling("latest-" + run.getFileName());
            if (!Files.exists(latest, LinkOption.NOFOLLOW_LINKS) || Files.isSymbolicLink(latest)) {
                Files.createSymbolicLink(next, run.getFileName());
                Files.move(next, latest, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            }
        } catch (IOException | UnsupportedOperationException e) {
            // Windows wants a right for it.
        }
    }

    public Path root() {
        return root;
    }

    /** Where the output of its programs is. */
    public Path folder() {
        return folder;
    }

    /** {@code target/MODULE.jar} of a program. */
    public Path jarOf(String module) {
        return root.resolve(module).resolve("target").resolve(module + ".jar");
    }

    public Program jar(String module, String... arguments) {
        return jar(module, module, Map.of(), false, arguments);
    }

    /**
     * Starts {@code target/MODULE.jar}, as a user would.
     *
     * @param name of its files
     * @param piped whether its log goes through a pipe that can be full
     * @throws AppException if the jar is not there
     */
    public Program jar(String name, String module, Map<String, String> variables, boolean piped, String... arguments) {
        var jar = jarOf(module);
        if (!Files.isRegularFile(jar)) {
            throw AppException.failed(jar + " is missing: build it with mvn package -DskipTests");
        }
        var more = module.equals(STREAM) ? List.of(HEAP_OF_STREAM) : List.<String>of();
        var command = new ArrayList<>(JavaCommand.of(root, jar, System.getenv("DELIVERY_JAVA_OPTS"), more));
        command.addAll(List.of(arguments));
        return start(name, module, root, variables, piped, command).endInput();
    }

    /** Any other command. */
    public Program command(String name, Path directory, Map<String, String> variables, List<String> command) {
        return typedTo(name, directory, variables, command).endInput();
    }

    /** One that waits for what is typed: {@link Program#type}. */
    public Program typedTo(String name, Path directory, Map<String, String> variables, List<String> command) {
        return start(name, name, directory, variables, false, command);
    }

    private Program start(
            String name,
            String module,
            Path directory,
            Map<String, String> variables,
            boolean piped,
            List<String> command) {
        var builder = new ProcessBuilder(command).directory(directory.toFile());
        var environment = builder.environment();
        // Each of them is told all it has to know by flags; a variable was meant for whoever starts them.
        environment.keySet().removeIf(key -> key.startsWith("DELIVERY_") && !OF_ALL.contains(key));
        if (onlyLocal) {
            environment.keySet().removeIf(key -> key.startsWith("AWS_"));
            environment.put("AWS_EC2_METADATA_DISABLED", "true");
            environment.put("AWS_CONFIG_FILE", folder.resolve("none").toString());
            environment.put(
                    "AWS_SHARED_CREDENTIALS_FILE", folder.resolve("none").toString());
        }
        environment.putAll(variables);
        var program = Program.start(name, module, builder, out(name), piped, this);
        programs.add(program);
        return program;
    }

    /** Of a program that is started again each time another one. */
    private Path out(String name) {
        var plain = name.replaceAll("[^A-Za-z0-9.-]", "_");
        var out = folder.resolve(plain + ".out");
        for (var n = 2; Files.exists(out); n++) {
            out = folder.resolve(plain + "." + n + ".out");
        }
        return out;
    }

    /** A new folder below that of the run. */
    public Path newFolder(String name) {
        try {
            return Files.createTempDirectory(folder, name);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** All that it has started since the last {@link #close}, in that order. */
    public List<Program> programs() {
        return List.copyOf(programs);
    }

    /**
     * Waits until it is so.
     *
     * @throws AppException if it is not after that time, or if it is time to stop
     */
    public void await(String what, Duration atMost, BooleanSupplier condition) {
        await(what, atMost, LOOK, condition);
    }

    /** @param look how often to look */
    public void await(String what, Duration atMost, Duration look, BooleanSupplier condition) {
        var begin = System.nanoTime();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - begin > atMost.toNanos()) {
                throw AppException.failed("after " + atMost.toSeconds() + " s still not so: " + what + dead());
            }
            pause(look);
        }
    }

    /** @throws AppException if it is time to stop */
    public void pause(Duration duration) {
        if (!waiter.await(duration)) {
            throw new Stopped();
        }
    }

    /** The run was told to stop. */
    public static final class Stopped extends RuntimeException {
        private static final long serialVersionUID = 1;

        Stopped() {
            super("stopped before the end");
        }
    }

    private String dead() {
        var words = new StringBuilder();
        programs.stream()
                .filter(program -> !program.isAlive() && program.lastLine().startsWith("error: "))
                .forEach(program -> words.append("; ").append(program.lastWords()));
        return words.toString();
    }

    /** kill -9 for all of them, the stream included. */
    public void kill() {
        programs.forEach(Program::destroy);
    }

    /** Tells all to stop, and waits: those first that others do not need. What does not stop in time is killed. */
    @Override
    public void close() {
        end(programs.stream()
                .filter(program -> !program.isOf(STREAM) && !program.isOf(SERVER))
                .toList());
        end(programs.stream().filter(program -> program.isOf(SERVER)).toList());
        end(programs);
        programs.clear();
    }

    private static void end(List<Program> programs) {
        for (var i = programs.size() - 1; i >= 0; i--) {
            programs.get(i).tellToStop();
        }
        programs.forEach(Program::close);
    }
}
