package delivery.lab.demo;

import delivery.app.AppException;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** What of all harm can be done here, and why the rest cannot. */
final class HarmChoice {
    private final Map<Harm, String> impossible;

    private HarmChoice(Map<Harm, String> impossible) {
        this.impossible = impossible;
    }

    /**
     * As the page is told.
     *
     * @param why it cannot be done here; empty if it can
     */
    record View(String id, String group, String label, String says, String why) {}

    /** @param isOurStream whether the demo has started the stream itself */
    static HarmChoice of(boolean isOurStream) {
        var impossible = new TreeMap<Harm, String>();
        for (var harm : Harm.values()) {
            var why = switch (harm.group()) {
                case KILL -> "";
                case FREEZE -> isOnPath("kill") ? "" : "needs the command kill, which is not on the path here";
                case STREAM, SERVICE -> isOurStream ? "" : "the stream is not this demo\u2019s own: it is left alone";
                case CLOCK ->
                    Files.isDirectory(Path.of("/proc/self")) && isOnPath("cc")
                            ? ""
                            : "needs Linux and a C compiler (cc)";
            };
            if (!why.isEmpty()) {
                impossible.put(harm, why);
            }
        }
        return new HarmChoice(impossible);
    }

    private static boolean isOnPath(String command) {
        var path = System.getenv().getOrDefault("PATH", "");
        return Pattern.compile(File.pathSeparator, Pattern.LITERAL)
                .splitAsStream(path)
                .filter(folder -> !folder.isEmpty())
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, command)));
    }

    /** @throws AppException if it cannot be done here */
    void check(Harm harm) {
        if (impossible.containsKey(harm)) {
            throw AppException.failed("not here (" + impossible.get(harm) + "): use another one");
        }
    }

    List<View> views() {
        return Arrays.stream(Harm.values())
                .map(harm -> new View(
                        harm.id(), harm.group().title(), harm.label(), harm.says(), impossible.getOrDefault(harm, "")))
                .toList();
    }
}
