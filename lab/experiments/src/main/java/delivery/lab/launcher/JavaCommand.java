package delivery.lab.launcher;

import delivery.app.AppException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * How a jar of the suite is run, here as by its scripts ({@code scripts/common.sh}): with the options of one file, and with
 * the classes that were archived beside it.
 */
final class JavaCommand {
    /** Whether the classes that a program has loaded are to be archived when it ends. */
    private static final boolean KEEPS_ARCHIVES = Boolean.getBoolean("delivery.archives");

    private JavaCommand() {}

    /**
     * All but the program's arguments.
     *
     * @param root of the suite
     * @param options in place of the suite's own; null: those
     * @param more options, which win
     */
    static List<String> of(Path root, Path jar, String options, List<String> more) {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(
                List.of((options == null ? suiteOptions(root) : options).trim().split(" +")));
        command.addAll(more);
        command.addAll(kept(jar));
        command.addAll(List.of("-jar", jar.toString()));
        return command;
    }

    /** Of another jar, or Java, it is of no use, which the JVM sees by itself; it is not to speak of it. */
    private static List<String> kept(Path jar) {
        var archive = beside(jar, ".jsa");
        var cache = beside(jar, ".aot");
        if (KEEPS_ARCHIVES) {
            return List.of("-Xlog:disable", "-XX:ArchiveClassesAtExit=" + archive);
        } else if (madeAt(archive) > 0 && madeAt(archive) >= madeAt(cache)) {
            return List.of("-Xlog:disable", "-XX:SharedArchiveFile=" + archive);
        } else if (madeAt(cache) > 0) {
            return List.of("-Xlog:disable", "-XX:+IgnoreUnrecognizedVMOptions", "-XX:AOTCache=" + cache);
        }
        return List.of();
    }

    private static Path beside(Path jar, String ending) {
        return jar.resolveSibling(jar.getFileName().toString().replaceAll("[.]jar$", ending));
    }

    /** When it was made, in milliseconds since the epoch; 0 if there is nothing in it. */
    private static long madeAt(Path file) {
        return file.toFile().length() == 0 ? 0 : file.toFile().lastModified();
    }

    private static String suiteOptions(Path root) {
        var file = root.resolve("scripts").resolve("java.options");
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw AppException.failed(file + " cannot be read (" + e + ")");
        }
    }
}
