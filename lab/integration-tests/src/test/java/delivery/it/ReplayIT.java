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
import java.util.Locale;
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
    private static final int SEEDS = 30;
    private static final double LONGEST = 120;

    @TempDir
    private static Path folder;

    private static Path run;
    private static List<JsonNode> lines = List.of();
    private static long early;
    private static long late;
    private static Browser browser;

    /** What is played is a world that ran: the simulation takes no time. */
    @BeforeAll
    static void record() throws IOException {
        browser = Browser.start();
        run = folder.resolve("run.ndjson");
        for (var seed = 1; seed <= SEEDS && !isWorthWatching(); seed++) {
            var simulation = new CommandLine(new delivery.simulation.Main());
            assertThat(simulation.execute("--seed", Integer.toString(seed), "--record", run.toString()))
                    .isZero();
            lines = new ArrayList<>();
            for (var line : Files.readAllLines(run)) {
                lines.add(JSON.readTree(line));
            }
            var end = lines.get(lines.size() - 1).path("t").asLong() / 1_000;
            early = Math.round(end * 0.3);
            late = Math.round(end * 0.8);
        }
        assertThat(isWorthWatching()).isTrue();
    }

    /** Something is to be seen at two moments, and something has happened. */
    private static boolean isWorthWatching() {
        return late < LONGEST && created(early) > 0 && created(early) < created(late) && marks() > 0;
    }

    private static long marks() {
        return lines.stream().filter(line -> line.has("mark")).count();
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

    private static double firstMark() {
        return lines.stream()
                        .filter(line -> line.has("mark"))
                        .mapToLong(line -> line.path("t").asLong())
                        .min()
                        .orElseThrow()
                / 1_000.0;
    }

    private static String clock(long seconds) {
        return String.format(Locale.ROOT, "%d:%02d", seconds / 60, seconds % 60);
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

            seek(page, late);
            awaitCreated(page, late);
            page.screenshot(SCREENSHOTS.resolve("replay.png"));
            seek(page, early);
            awaitCreated(page, early);
            assertThat(page.text("#moment-says")).startsWith(clock(early) + " of ");

            page.evaluate("document.getElementById('moment').focus()");
            page.press("ArrowRight");
            page.awaitThat("location.hash === '#t=" + (early + 1) + "'");
            assertThat(page.text("#moment-says")).startsWith(clock(early + 1) + " of ");
            awaitCreated(page, early + 1);

            page.evaluate("document.getElementById('speed').value = '20'; document.getElementById('play').click()");
            page.awaitThat("document.getElementById('play').getAttribute('aria-label') === 'Play'");
            awaitCreated(page, 1e6);
            assertThat(page.evaluate("document.querySelectorAll('#marks button').length")
                            .asLong())
                    .isEqualTo(marks());
            page.evaluate("document.querySelector('#marks button').click()");
            awaitCreated(page, firstMark());
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
            try (var page = open(URI.create(link + "#t=" + late + ".5"))) {
                awaitCreated(page, late + 0.5);
                assertThat(page.text("#moment-says")).startsWith(clock(late) + " of ");
                assertThat(page.evaluate("document.getElementById('play').getAttribute('aria-label')")
                                .asText())
                        .as("a moment stands still")
                        .isEqualTo("Play");
                page.evaluate("location.hash = '#t=" + early + "'");
                awaitCreated(page, early);
                assertThat(page.errors()).isEmpty();
            }
            assertThat(asked).contains("/deep/down/run.ndjson").allMatch(path -> path.startsWith("/deep/down/"));
            assertThat(asked).noneMatch(path -> path.contains("api"));
            for (var bad : List.of("page.js", "..%2Fdown%2Frun.ndjson")) {
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
