package delivery.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import delivery.lab.launcher.Program;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A script in a terminal of its own, as a user has it: Ctrl-C goes to every process in its foreground. By way of
 * util-linux's {@code script}.
 */
final class PseudoTerminal implements AutoCloseable {
    private static final String CONTROL_C = "\u0003";
    private static final AtomicInteger COUNT = new AtomicInteger();

    private final Program terminal;
    private final String mark;

    private PseudoTerminal(Program terminal, String mark) {
        this.terminal = terminal;
        this.mark = mark;
    }

    static boolean isThere() {
        var version = Started.answer("script", "--version");
        return version != null && version.contains("util-linux");
    }

    /** @param words what a user would type, without blanks in a word */
    static PseudoTerminal start(String script, String... words) {
        // Instead of the shell that starts it, which would have an exit code of its own for Ctrl-C.
        var line = "exec " + String.join(" ", Scripts.command(script, words));
        var mark = "-Dterminal=" + ProcessHandle.current().pid() + "-" + COUNT.incrementAndGet();
        var variables = Map.of(
                "DELIVERY_JAVA_OPTS",
                "-XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Xmx256m " + mark,
                "PATH",
                Scripts.path(),
                "SHELL",
                "/bin/sh");
        var command = List.of("script", "-q", "-e", "-c", line, "/dev/null");
        return new PseudoTerminal(Started.typedTo("terminal", variables, command), mark);
    }

    void awaitScreen(String pattern) {
        await().atMost(Scripts.LONG).until(() -> !terminal.isAlive() || screen().matches("(?s).*" + pattern + ".*"));
        assertThat(terminal.isAlive()).as(screen()).isTrue();
    }

    void controlC() {
        terminal.type(CONTROL_C);
    }

    /** As when its window is closed. */
    void hangUp() {
        terminal.kill();
    }

    int awaitExit() {
        return terminal.awaitExit(Scripts.LONG);
    }

    /** On the command line of every program that was started here. */
    String mark() {
        return mark;
    }

    String screen() {
        return terminal.stdout() + terminal.stderr();
    }

    @Override
    public void close() {
        hangUp();
    }

    /** Nothing is left of what was started with this word on its command line. */
    static void awaitNobody(String marker) {
        await().atMost(Scripts.LONG)
                .untilAsserted(() -> assertThat(Scripts.survivors(marker)).isEmpty());
    }
}
