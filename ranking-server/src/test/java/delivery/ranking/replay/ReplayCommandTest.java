package delivery.ranking.replay;

import static org.assertj.core.api.Assertions.assertThat;

import delivery.ranking.record.RecordingFile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReplayCommandTest {
    @TempDir
    private Path folder;

    private Path run;

    @BeforeEach
    void record() {
        run = folder.resolve("a run.ndjson");
        try (var file = RecordingFile.create(run, 1 << 20, 1_767_225_600_000L, "")) {
            file.page(0, "{\"asOf\":1,\"whole\":true,\"drivers\":[]}".getBytes(StandardCharsets.UTF_8));
        }
    }

    /** What it says on stderr, after its exit code. */
    private static String execute(Object... arguments) {
        var err = new ByteArrayOutputStream();
        var usual = System.err;
        System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
        try {
            var code = new ReplayCommand()
                    .execute(Arrays.stream(arguments).map(Object::toString).toArray(String[]::new));
            return code + " " + err.toString(StandardCharsets.UTF_8);
        } finally {
            System.setErr(usual);
        }
    }

    @Test
    void whatCannotBePlayedIsToldInOneLineWithItsNumber() throws IOException {
        assertThat(execute(folder.resolve("none"))).startsWith("2 error: ").contains("there is no such file");
        assertThat(execute(folder)).startsWith("2 error: ").contains("is a folder");
        assertThat(execute()).startsWith("2 error: ");
        var bad = folder.resolve("bad");
        Files.write(bad, List.of(Files.readAllLines(run).get(0), "{\"t\":1,\"page\":{}}"));
        assertThat(execute(bad))
                .startsWith("2 error: " + bad + " line 2 has a page without \"asOf\" or \"drivers\": give a file");
        Files.write(bad, List.of(Files.readAllLines(run).get(0)));
        assertThat(execute(bad)).startsWith("2 error: ").contains("has no page in it");
        assertThat(execute(run, "--http-port", "99999")).startsWith("2 error: --http-port 99999");
        assertThat(execute(run, "--site", folder.resolve("site"), "--open")).startsWith("2 error: --site and --open");
    }

    @Test
    void aSiteHasThePageAndTheRunUnderANameThatALinkCanSay() throws IOException {
        var site = folder.resolve("site");
        assertThat(execute(run, "--site", site)).startsWith("0 ");
        assertThat(site.resolve("a-run.ndjson")).hasSameBinaryContentAs(run);
        var page = Files.readString(site.resolve("index.html"));
        assertThat(page).contains("src=\"page.js\"").doesNotContain("href=\"/").doesNotContain("src=\"/");
        for (var part : List.of("page.css", "page.js", "replay.js", "uplot.js", "uplot.css", "icon.svg")) {
            assertThat(site.resolve(part)).isNotEmptyFile();
        }
    }

    @Test
    void thePageAndTheRunAreServedAndNothingElse() throws IOException {
        try (var server = ReplayServer.start(run, 0)) {
            var host = "127.0.0.1:" + server.page().getPort();
            assertThat(server.page()).hasPath("/").hasQuery("run=run.ndjson");
            assertThat(get(server, "GET /?run=run.ndjson", host))
                    .startsWith("HTTP/1.1 200")
                    .contains("default-src 'none'; script-src 'self'")
                    .contains("<title>Delivery city</title>");
            assertThat(get(server, "GET /run.ndjson", host)).endsWith("\n" + Files.readString(run));
            assertThat(get(server, "HEAD /run.ndjson", host))
                    .startsWith("HTTP/1.1 200")
                    .doesNotContain("format");
            assertThat(get(server, "GET /api/page/stream", host)).startsWith("HTTP/1.1 404");
            assertThat(get(server, "GET /../" + run.getFileName(), host)).startsWith("HTTP/1.1 4");
            assertThat(get(server, "POST /", host)).startsWith("HTTP/1.1 405");
            assertThat(get(server, "GET /run.ndjson", "evil.example")).startsWith("HTTP/1.1 421");
        }
    }

    private static String get(ReplayServer server, String what, String host) throws IOException {
        try (var socket = new Socket("127.0.0.1", server.page().getPort())) {
            var request =
                    what.replace(" run", "%20run") + " HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
