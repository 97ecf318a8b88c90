package delivery.it;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The scripts of the suite, as processes. */
final class Scripts {
    static final Duration LONG = Duration.ofSeconds(120);

    private Scripts() {}

    /** With the JDK that runs this test. */
    static AppProcess start(Map<String, String> environment, String script, String... arguments) {
        var command = new ArrayList<>(List.of(
                "bash", AppProcess.ROOT.resolve("scripts").resolve(script).toString()));
        command.addAll(List.of(arguments));
        var path = System.getProperty("java.home") + "/bin:" + System.getenv("PATH");
        var all = new java.util.HashMap<>(environment);
        all.put("PATH", path);
        return AppProcess.start(script, AppProcess.ROOT, all, command);
    }

    /** Processes below this one that still run, as their command lines. */
    static List<String> survivors(String marker) {
        return ProcessHandle.allProcesses()
                .map(process -> process.info().commandLine().orElse(""))
                .filter(command -> command.contains(marker))
                .toList();
    }
}
