package delivery.admin;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** One run of stream-admin, in process. */
public record AdminRun(int exitCode, String out, String err) {
    public static AdminRun run(String... args) {
        var out = new ByteArrayOutputStream();
        var err = new ByteArrayOutputStream();
        var oldOut = System.out;
        var oldErr = System.err;
        System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
        System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
        try {
            var exitCode = new Main().execute(args);
            return new AdminRun(exitCode, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
        } finally {
            System.setOut(oldOut);
            System.setErr(oldErr);
        }
    }

    public static AdminRun on(String endpoint, String... args) {
        var all = new ArrayList<>(List.of(args));
        all.addAll(List.of("--stream-name", "s", "--endpoint-url", endpoint));
        return run(all.toArray(String[]::new));
    }

    /** The one line that says what is wrong; progress is not of interest. */
    public String error() {
        return err.lines()
                .filter(line -> line.startsWith("error: "))
                .findFirst()
                .orElse("no error in: " + err);
    }
}
