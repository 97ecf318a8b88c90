package delivery.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import delivery.lab.launcher.Program;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** A recorded run in a real browser: forward, back, by a link, and from a web server that knows nothing of us. */
@Timeout(120)
class ReplayIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Path SCREENSHOTS = Started.ROOT.resolve("lab/integration-tests/target/page");
    /** With kills, splits and merges. */
    private static final String SEED = "2";

    @TempDir
    private static Path folder;

    private static Path run;
    private static List<JsonNode> lines;
    private static Browser browser;

    /** What is played is a world that ran: the simulation takes no time. */
    @BeforeAll
    static void record() throws IOException {
        browser = Browser.start();
        run = folder.resolve("run.ndjson");
        assertThat(new CommandLine(new delivery.simulation.Main()).execute("--seed", SEED, "--record", run.toString()))
                .isZero();
        var all = new ArrayList<JsonNode>();
        for (var line : Files.readAllLines(run)) {
            all.add(JSON.readTree(line));
        }
        lines = all;
    }

    @AfterAll
    static void stopBrowser() {
        if (browser != null) {
            browser.close();
        }
    }

    /** What the file says that the page showed then. */
    private static long created(double seconds) {
        var created = 0L;
        for (var line : lines) {
            if (line.has("page") && line.path("t").asLong() <= seconds * 1_000) {
                created = line.at("/page/totals/created").asLong(created);
            }
        }
        return created;
    }

    private static Program replay() {
        var replay = Started.jar("ranking-server", "replay", run.toString(), "--http-port", "0");
        replay.awaitLine("page on");
        return replay;
    }

    private static URI page(Program replay) {
        return URI.create(replay.stdout().replaceAll("(?s).*page on (\\S+).*", "$1"));
    }

    private static Tab open(URI page) {
        var tab = browser.open(1280, 900, "dark").go(page);
        tab.awaitThat("document.getElementById('recorded').textContent.startsWith('Recorded run of ')");
        tab.awaitThat("Number(document.getElementById('moment').max) > 0");
        return tab;
    }

    private static void seek(Tab page, double seconds) {
        page.evaluate("document.getElementById('moment').value = " + seconds * 1_000
                + "; document.getElementById('moment').dispatchEvent(new Event('input'))");
    }

    private static void awaitCreated(Tab page, double seconds) {
        page.awaitThat(
                "Number(document.getElementById('created').textContent.replace(/\\D/g, '')) === " + created(seconds));
    }

    @Test
    void oneGoesForwardAndBackAndTheFiguresAreThoseOfTheMoment() {
        try (var replay = replay();
                var page = open(page(replay))) {
            page.awaitThat("document.getElementById('play').getAttribute('aria-label') === 'Pause'");
            page.evaluate("document.getElementById('play').click()");
            page.awaitThat("document.getElementById('play').getAttribute('aria-label') === 'Play'");
            assertThat(page.text("#link")).isEqualTo("recorded run");
            assertThat(created(4)).isLessThan(created(20));

            seek(page, 20);
            awaitCreated(page, 20);
            page.screenshot(SCREENSHOTS.resolve("replay.png"));
            seek(page, 4);
            awaitCreated(page, 4);
            assertThat(page.text("#moment-says")).startsWith("0:04 of ");

            page.evaluate("document.getElementById('moment').focus()");
            page.press("ArrowRight");
            page.awaitThat("document.getElementById('moment-says').textContent.startsWith('0:05 of ')");
            awaitCreated(page, 5);
            page.awaitThat("location.hash === '#t=5'");

            page.evaluate("document.getElementById('speed').value = '20'; document.getElementById('play').click()");
            page.awaitThat("document.getElementById('play').getAttribute('aria-label') === 'Play'");
            awaitCreated(page, 1e6);
            var marks = lines.stream().filter(line -> line.has("mark")).count();
            assertThat(marks).isPositive();
            assertThat(page.evaluate("document.querySelectorAll('#marks button').length")
                            .asLong())
                    .isGreaterThanOrEqualTo(marks);
            page.evaluate("document.querySelector('#marks button').click()");
            awaitCreated(
                    page,
                    lines.stream()
                                    .filter(line -> line.has("mark"))
                                    .findFirst()
                                    .orElseThrow()
                                    .path("t")
                                    .asDouble()
                            / 1_000);
            assertThat(page.errors()).isEmpty();
            replay.terminate();
            assertThat(replay.awaitExit()).isZero();
        }
    }

    /** And nothing is asked for but files. */
    @Test
    void aLinkOpensItAtAMomentFromAnyStaticWebServer() throws IOException {
        var site = folder.resolve("site");
        try (var replay = Started.jar("ranking-server", "replay", run.toString(), "--site", site.toString())) {
            assertThat(replay.awaitExit()).as(replay.stderr()).isZero();
            assertThat(replay.stdout()).contains("index.html?run=run.ndjson");
        }
        var asked = new CopyOnWriteArrayList<String>();
        var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            try (exchange) {
                var path = exchange.getRequestURI().getPath();
                asked.add(path);
                var file = site.resolve(path.replaceFirst("^/deep/down/", ""));
                var isThere = path.startsWith("/deep/down/") && Files.isRegularFile(file);
                var type = path.endsWith(".js")
                        ? "text/javascript"
                        : path.endsWith(".html")
                                ? "text/html"
                                : path.endsWith(".css")
                                        ? "text/css"
                                        : path.endsWith(".svg") ? "image/svg+xml" : "application/octet-stream";
                exchange.getResponseHeaders().set("Content-Type", type);
                exchange.sendResponseHeaders(isThere ? 200 : 404, isThere ? Files.size(file) : -1);
                if (isThere) {
                    Files.copy(file, exchange.getResponseBody());
                }
            }
        });
        server.start();
        try {
            var link = "http://127.0.0.1:" + server.getAddress().getPort() + "/deep/down/index.html?run=run.ndjson";
            try (var page = open(URI.create(link + "#t=12.5"))) {
                awaitCreated(page, 12.5);
                assertThat(page.text("#moment-says")).startsWith("0:12 of ");
                assertThat(page.evaluate("document.getElementById('play').getAttribute('aria-label')")
                                .asText())
                        .as("a moment stands still")
                        .isEqualTo("Play");
                page.evaluate("location.hash = '#t=3'");
                awaitCreated(page, 3);
                assertThat(page.errors()).isEmpty();
            }
            assertThat(asked).contains("/deep/down/run.ndjson").allMatch(path -> path.startsWith("/deep/down/"));
            assertThat(asked).noneMatch(path -> path.contains("api"));
            for (var bad : List.of("page.js", "..%2Frun.ndjson", "http:%2F%2F127.0.0.1%2Frun.ndjson", "none.ndjson")) {
                try (var page = browser.open(1280, 900, "light").go(URI.create(link.replace("run.ndjson", bad)))) {
                    page.awaitThat("document.getElementById('recorded').textContent.includes('cannot be opened: ')");
                    assertThat(page.errors()).isEmpty();
                }
            }
        } finally {
            server.stop(0);
        }
    }
}
