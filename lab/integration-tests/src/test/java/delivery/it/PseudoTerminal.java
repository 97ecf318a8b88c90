package delivery.it;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A script in a terminal of its own, as a user has it: Ctrl-C goes to every process in its foreground. By way of
 * util-linux's {@code script}.
 */
final class PseudoTerminal implements AutoCloseable {
    private static final AtomicInteger COUNT = new AtomicInteger();

    private final Process process;
    private final Path screen;
    private final String mark;

    private PseudoTerminal(Process process, Path screen, String mark) {
        this.mark = mark;
        this.process = process;
        this.screen = screen;
    }

    static boolean isThere() {
        var version = Started.answer("script", "--version");
        return version != null && version.contains("util-linux");
    }

    /** @param words what a user would type, without blanks in a word */
    static PseudoTerminal start(String script, String... words) {
        try {
            Files.createDirectories(Started.LOGS);
            var screen = Started.LOGS.resolve("terminal-" + COUNT.incrementAndGet() + ".out");
            // Instead of the shell that starts it, which would have an exit code of its own for Ctrl-C.
            var line = "exec " + String.join(" ", Scripts.command(script, words));
            var builder = new ProcessBuilder("script", "-q", "-e", "-c", line, "/dev/null")
                    .directory(Started.ROOT.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(screen.toFile());
            builder.environment().keySet().removeIf(key -> key.startsWith("AWS_"));
            builder.environment().put("AWS_EC2_METADATA_DISABLED", "true");
            var mark = "-Dterminal=" + ProcessHandle.current().pid() + "-" + COUNT.get();
            builder.environment()
                    .put("DELIVERY_JAVA_OPTS", "-XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Xmx256m " + mark);
            builder.environment().put("SHELL", "/bin/sh");
            builder.environment().put("PATH", Scripts.path());
            return new PseudoTerminal(builder.start(), screen, mark);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void awaitScreen(String pattern) {
        await().atMost(Scripts.LONG).until(() -> !process.isAlive() || screen().matches("(?s).*" + pattern + ".*"));
        if (!process.isAlive()) {
            throw new AssertionError("ended with " + process.exitValue() + ": " + screen());
        }
    }

    void controlC() {
        try {
            process.getOutputStream().write(3);
            process.getOutputStream().flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** As when its window is closed. */
    void hangUp() {
        process.destroyForcibly();
    }

    int awaitExit() {
        try {
            if (!process.waitFor(Scripts.LONG.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new AssertionError("still runs: " + screen());
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** On the command line of every program that was started here. */
    String mark() {
        return mark;
    }

    String screen() {
        try {
            return Files.readString(screen);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }

    /** Nothing is left of what was started with this word on its command line. */
    static void awaitNobody(String marker) {
        await().atMost(Scripts.LONG)
                .untilAsserted(() -> org.assertj.core.api.Assertions.assertThat(Scripts.survivors(marker))
                        .isEmpty());
    }
}
