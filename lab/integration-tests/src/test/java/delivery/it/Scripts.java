package delivery.it;

import delivery.lab.launcher.Program;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The scripts of the suite, as processes. */
final class Scripts {
    static final Duration LONG = Duration.ofSeconds(120);

    /**
     * A build that runs in the background is deaf to Ctrl-C, or with nohup to the end of its terminal, and so would be all
     * that it starts: a shell cannot trap what it inherited as ignored. A user's terminal is not like that.
     */
    private static final List<String> HEARING = hearing();

    private Scripts() {}

    private static List<String> hearing() {
        var env = List.of("env", "--default-signal=INT,HUP");
        return Started.answer(env.get(0), env.get(1), "true") == null ? List.of() : env;
    }

    /** With the JDK that runs this test. */
    static Program start(Map<String, String> environment, String script, String... arguments) {
        var all = new HashMap<String, String>();
        all.put("PATH", path());
        all.putAll(environment);
        return Started.command(script, Started.ROOT, all, command(script, arguments));
    }

    static List<String> command(String script, String... arguments) {
        var command = new ArrayList<>(HEARING);
        command.addAll(
                List.of("bash", Started.ROOT.resolve("scripts").resolve(script).toString()));
        command.addAll(List.of(arguments));
        return command;
    }

    static String path() {
        return System.getProperty("java.home") + "/bin:" + System.getenv("PATH");
    }

    /** Processes below this one that still run, as their command lines. */
    static List<String> survivors(String marker) {
        return ProcessHandle.allProcesses()
                .map(process -> process.info().commandLine().orElse(""))
                .filter(command -> command.contains(marker))
                .toList();
    }
}
