package delivery.lab.verify.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A word in the environment of a command, which whatever it starts inherits: so they are found however they have left its
 * process group. Where there is no {@code /proc}, only what descends from the command is.
 */
final class Mark {
    private static final String NAME = "VERIFY_MARK";
    private static final Path PROC = Path.of("/proc");

    private final byte[] wanted;
    private final Map<String, String> variable;

    Mark(String word) {
        variable = Map.of(NAME, word);
        wanted = (NAME + "=" + word + "\0").getBytes(StandardCharsets.UTF_8);
    }

    Map<String, String> variable() {
        return variable;
    }

    /** Those that run now, the command itself included. */
    List<ProcessHandle> processes(ProcessHandle command) {
        var all = new ArrayList<ProcessHandle>();
        if (command.isAlive()) {
            all.add(command);
        }
        command.descendants().forEach(all::add);
        marked().filter(each -> !all.contains(each)).forEach(all::add);
        return all;
    }

    private Stream<ProcessHandle> marked() {
        if (!Files.isDirectory(PROC.resolve("self"))) {
            return Stream.empty();
        }
        try (var entries = Files.newDirectoryStream(PROC, "[0-9]*")) {
            var found = new ArrayList<ProcessHandle>();
            for (var entry : entries) {
                if (isMarked(entry)) {
                    ProcessHandle.of(Long.parseLong(entry.getFileName().toString()))
                            .ifPresent(found::add);
                }
            }
            return found.stream();
        } catch (IOException e) {
            return Stream.empty();
        }
    }

    private boolean isMarked(Path process) {
        try {
            return contains(Files.readAllBytes(process.resolve("environ")));
        } catch (IOException e) {
            return false; // somebody else's, or gone meanwhile
        }
    }

    private boolean contains(byte[] environment) {
        for (int i = 0; i <= environment.length - wanted.length; i++) {
            if (environment[i] == wanted[0]
                    && (i == 0 || environment[i - 1] == 0)
                    && Arrays.equals(environment, i, i + wanted.length, wanted, 0, wanted.length)) {
                return true;
            }
        }
        return false;
    }
}
