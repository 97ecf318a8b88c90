package delivery.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import delivery.lab.launcher.Program;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** Somebody hurts a real demo on its page, in a real browser, and sees that nothing is lost. */
@Timeout(900)
class HurtIT {
    private static final Path SCREENSHOTS = Started.ROOT.resolve("lab/integration-tests/target/page");
    private static final Duration RECOVERED = Duration.ofSeconds(120);

    private static Browser browser;

    @BeforeAll
    static void startBrowser() {
        browser = Browser.start();
    }

    @AfterAll
    static void stopBrowser() {
        if (browser != null) {
            browser.close();
        }
    }

    private static Program demo(String stream, String... flags) {
        var arguments = new ArrayList<>(
                List.of("--no-build", "--http-port", "0", "--shards", "2", "--stream-name", stream, "--drivers", "30"));
        arguments.addAll(List.of(flags));
        var demo = Scripts.start(Map.of(), "demo.sh", arguments.toArray(String[]::new));
        await().atMost(Duration.ofSeconds(60))
                .until(() -> !demo.isAlive() || demo.stderr().matches("(?s).*to hurt it, open \\S+\\s.*"));
        assertThat(demo.isAlive()).as(demo.stderr()).isTrue();
        return demo;
    }

    private static URI link(Program demo) {
        return URI.create(demo.stderr().replaceAll("(?s).*to hurt it, open (\\S+)\\s.*", "$1"));
    }

    private static Tab open(URI link, int height) {
        var page = browser.open(1280, height, "dark").go(link);
        page.awaitThat("document.body.dataset.link === 'live'");
        page.awaitThat("!document.getElementById('hurt').hidden");
        return page;
    }

    private static String entry(String fault) {
        return "document.querySelector('#incidents li[data-fault=" + fault + "]')";
    }

    private static void click(Tab page, String fault) {
        page.awaitThat("document.body.dataset.verdict === 'good'");
        page.evaluate("document.querySelector('[data-fault=" + fault + "]').focus()");
        page.pressEnter();
        page.awaitThat(entry(fault) + " !== null");
        assertThat(page.evaluate("document.activeElement.dataset.fault").asText())
                .as("the focus stays where it was")
                .isEqualTo(fault);
    }

    private static void awaitExact(Tab page, String fault) {
        await(fault)
                .atMost(RECOVERED)
                .pollInterval(Duration.ofMillis(100))
                .until(() -> !page.evaluate("/^(hurting|healing)$/.test(" + entry(fault) + ".dataset.state)")
                        .asBoolean());
        var told = page.evaluate(entry(fault) + ".textContent").asText();
        System.out.println(told);
        assertThat(page.evaluate(entry(fault) + ".dataset.state").asText())
                .as(told)
                .isEqualTo("exact");
        assertThat(told).containsPattern("after [0-9.]+ s, lost 0, counted twice 0");
    }

    private static void end(Program demo, String stream) {
        demo.signal("INT");
        assertThat(demo.awaitExit(Scripts.LONG)).as(demo.stderr()).isZero();
        assertThat(demo.stdout()).contains("missing 0, nothing lost, nothing counted twice");
        assertThat(Scripts.survivors(stream)).isEmpty();
    }

    @Test
    void whoeverHurtsItOnThePageSeesItExactAgain() throws IOException {
        try (var demo = demo("DemoHurt")) {
            var link = link(demo);
            try (var plain = open(link.resolve("/"), 800)) {
                assertThat(plain.text("#hurt-note")).contains("open the link that the demo printed");
                assertThat(plain.evaluate("document.querySelectorAll('#harms button').length")
                                .asInt())
                        .isZero();
                assertThat(plain.errors()).isEmpty();
            }
            try (var page = open(link, 1100)) {
                page.awaitThat("document.querySelectorAll('#harms button').length === 16");
                assertThat(page.evaluate("location.href").asText()).doesNotContain("#");
                click(page, "kill-consumer");
                page.awaitThat("document.querySelectorAll('.lane[data-hurt=yes]').length === 1");
                page.awaitThat(
                        "document.getElementById('hurt-badge').textContent.startsWith('Kill: A consumer: Exact')");
                page.screenshot(SCREENSHOTS.resolve("hurt.png"));
                awaitExact(page, "kill-consumer");
                assertThat(page.text("#incidents li span")).startsWith("Exact → Nothing proved → ");
                click(page, "kill-server");
                awaitExact(page, "kill-server");
                assertThat(page.text("#incidents li span")).startsWith("Exact → No answer → ");
                click(page, "split");
                awaitExact(page, "split");
                page.awaitThat("document.querySelectorAll('.lane').length === 3");
                page.screenshot(SCREENSHOTS.resolve("hurt-healed.png"));
                assertThat(page.errors()).isEmpty();
            }
            itIsToBeSeenNowhere(link.getFragment().replace("hurt=", ""), demo);
            end(demo, "DemoHurt");
        }
    }

    @Test
    @EnabledIfSystemProperty(named = "hurt", matches = ".*", disabledReason = "run it with -Dhurt: some minutes")
    void allThatCanBeDoneToItIsMadeGood() {
        var wanted = System.getProperty("hurt");
        for (var processes : wanted.isEmpty() ? List.of("many", "few") : List.of(wanted)) {
            var stream = "DemoHurtAll" + processes;
            try (var demo = demo(stream, "--processes", processes)) {
                try (var page = open(link(demo), 1100)) {
                    page.awaitThat("document.querySelectorAll('#harms button').length === 16");
                    var all = page.evaluate(
                            "[...document.querySelectorAll('#harms [aria-disabled=false]')].map(e => e.dataset.fault)");
                    for (var fault : all) {
                        click(page, fault.asText());
                        awaitExact(page, fault.asText());
                    }
                    page.screenshot(SCREENSHOTS.resolve("hurt-" + processes + ".png"));
                    assertThat(page.errors()).isEmpty();
                }
                end(demo, stream);
            }
        }
    }

    /** The token: of the programs' command lines, logs and files. */
    private static void itIsToBeSeenNowhere(String token, Program demo) throws IOException {
        var commands = ProcessHandle.allProcesses()
                .map(process -> Path.of("/proc/" + process.pid() + "/cmdline"))
                .map(HurtIT::read)
                .filter(command -> command.contains("DemoHurt"))
                .toList();
        assertThat(commands).hasSizeGreaterThan(4).noneMatch(command -> command.contains(token));
        var folder = Path.of(demo.stderr().replaceAll("(?s).*logs in (\\S+), .*", "$1"));
        try (var files = Files.walk(folder)) {
            assertThat(files.filter(Files::isRegularFile))
                    .hasSizeGreaterThan(10)
                    .noneMatch(file -> read(file).contains(token));
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            return "";
        }
    }
}
