package delivery.interop;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A program of the suite, run by its jar: what it brings must not meet what the clients under test bring. */
final class OurProgram implements AutoCloseable {
    private static final Path ROOT = Command.MODULE.resolve("../..").normalize();
    private static final String LISTENS = "listening on ";

    private final Command process;

    private OurProgram(Command process) {
        this.process = process;
    }

    static OurProgram start(String program, String... arguments) throws IOException {
        var jar = ROOT.resolve(program).resolve("target").resolve(program + ".jar");
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-jar",
                jar.toString()));
        command.addAll(List.of(arguments));
        return new OurProgram(Command.start(Map.of(), line -> {}, command));
    }

    /** Ready, on ports that were free. */
    static OurProgram rankingServer() throws IOException {
        var server = start("ranking-server", "--port", "0", "--http-port", "0");
        try {
            await().atMost(Duration.ofSeconds(60)).until(() -> server.process.hasSaid(LISTENS));
        } catch (Throwable e) {
            server.close();
            throw e;
        }
        return server;
    }

    /** Of a ranking server: host and port for consumers. */
    String socket() {
        return process.lineWith(LISTENS).replaceAll(".*" + LISTENS + "([^,]*),.*", "$1");
    }

    /** Of a ranking server: what {@code GET /api/ranking} answers. */
    String ranking() throws IOException, InterruptedException {
        var page = process.lineWith(LISTENS).replaceAll(".* ", "");
        var request =
                HttpRequest.newBuilder(URI.create(page).resolve("/api/ranking")).build();
        return HttpClient.newHttpClient().send(request, BodyHandlers.ofString()).body();
    }

    /** SIGTERM; its exit code. */
    int stop() throws InterruptedException {
        return process.stop();
    }

    /** That it ends by itself; its exit code. */
    int awaitEnd() throws InterruptedException {
        return process.awaitEnd();
    }

    @Override
    public void close() {
        process.close();
    }
}
