package delivery.lab.launcher;

import delivery.app.AppException;
import delivery.app.StopSignal;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A time of day of its own for a program, which somebody sets while that runs; also for the program that is started again
 * after it. Made of a few lines of C that are put before the C library, and so of Linux and a C compiler.
 */
public final class OwnClock {
    private static Optional<Path> library;

    private final Path offset;

    private OwnClock(Path offset) {
        this.offset = offset;
    }

    /** Whether this machine can do it: it has Linux and a C compiler. */
    public static synchronized boolean isPossible() {
        if (library == null) {
            library = compile();
        }
        return library.isPresent();
    }

    /** Right, until it is set. */
    public static OwnClock of(String program, Path folder) {
        if (!isPossible()) {
            throw new IllegalStateException("no C compiler (cc) here, or no Linux");
        }
        try {
            var clock = new OwnClock(Files.createTempFile(folder, program + "-clock-", ""));
            clock.setOff(Duration.ZERO);
            return clock;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What the program is to be started with. */
    public Map<String, String> environment() {
        return Map.of("LD_PRELOAD", library.orElseThrow().toString(), "CLOCK_OFFSET_FILE", offset.toString());
    }

    /** From the next second on the program's time of day is that far from the machine's. */
    public void setOff(Duration by) {
        try {
            var next = offset.resolveSibling(offset.getFileName() + ".next");
            Files.writeString(next, Long.toString(by.toSeconds()), StandardCharsets.US_ASCII);
            Files.move(next, offset, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Optional<Path> compile() {
        if (!Files.isDirectory(Path.of("/proc/self"))) {
            return Optional.empty();
        }
        try (InputStream source = OwnClock.class.getResourceAsStream("clock.c")) {
            var folder = Files.createTempDirectory("clock-");
            folder.toFile().deleteOnExit();
            var code = folder.resolve("clock.c");
            Files.copy(source, code);
            var result = folder.resolve("clock.so");
            List.of(code, result, folder.resolve("cc.out"), folder.resolve("cc.log"))
                    .forEach(file -> file.toFile().deleteOnExit());
            var words = List.of("cc", "-shared", "-fPIC", "-O1", "-o", result.toString(), code.toString());
            try (var launcher = Launcher.in(folder, folder, new StopSignal())) {
                var cc = launcher.command("cc", folder, Map.of(), words);
                return cc.awaitExit() == 0 ? Optional.of(result) : Optional.empty();
            }
        } catch (AppException | IOException e) {
            return Optional.empty();
        }
    }
}
