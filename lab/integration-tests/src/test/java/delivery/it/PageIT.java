package delivery.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.TextNode;
import delivery.kinesis.PutEntry;
import delivery.lab.launcher.RankingAnswer;
import delivery.model.EventEncoder;
import delivery.model.Events;
import delivery.protocol.Message.Caller;
import delivery.protocol.Message.Hello;
import delivery.protocol.Message.ShardIdentity;
import delivery.protocol.Message.StreamIdentity;
import delivery.protocol.Message.Terms;
import delivery.protocol.Message.Welcome;
import delivery.protocol.MessageChannel;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The page as a person sees it: the real programs, and a real browser that looks at them. */
@Timeout(180)
class PageIT {
    private static final Path SCREENSHOTS = Started.ROOT.resolve("lab/integration-tests/target/page");
    private static final int SHARDS = 2;

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

    private static Tab open(PageSuite suite) {
        return open(suite, 1280, 800, "dark");
    }

    private static Tab open(PageSuite suite, int width, int height, String colourScheme) {
        var page = browser.open(width, height, colourScheme).go(suite.page());
        page.awaitThat("document.body.dataset.link === 'live'");
        return page;
    }

    private static void awaitVerdict(Tab page, String verdict) {
        page.awaitThat("document.body.dataset.verdict === '" + verdict + "'");
    }

    private static void awaitLanes(Tab page, int lanes, String condition) {
        page.awaitThat("document.querySelectorAll('.lane[data-condition=" + condition + "]').length === " + lanes);
    }

    @Test
    void itShowsWhatTheRankingSaysAtEverySize() {
        try (var suite = new PageSuite(SHARDS)) {
            suite.startProducers();
            suite.awaitRanking(ranking -> ranking.completed() > 2);
            for (var colourScheme : List.of("dark", "light")) {
                for (var width : List.of(1280, 360)) {
                    try (var page = open(suite, width, 800, colourScheme)) {
                        awaitVerdict(page, "good");
                        assertThat(page.evaluate("document.documentElement.scrollWidth")
                                        .asInt())
                                .isLessThanOrEqualTo(width);
                        assertThat(page.evaluate("getComputedStyle(document.body).backgroundColor")
                                        .asText())
                                .isEqualTo(colourScheme.equals("dark") ? "rgb(12, 18, 29)" : "rgb(238, 242, 247)");
                        page.screenshot(SCREENSHOTS.resolve(width + "-" + colourScheme + ".png"));
                        assertThat(page.errors()).isEmpty();
                    }
                }
            }
            try (var page = open(suite)) {
                aDriverMoves(page);
                itCanBeAskedForFigures(page);
                itSaysWhyAnOrderExpires(page);
                page.awaitThat("/^[0-9:]{8} [A-Z]{3,}/.test(document.getElementById('clock').textContent)");
                itEqualsTheRanking(page, suite.settle());
                assertThat(page.bytesReceived()).as("bytes over the wire").isBetween(30_000L, 200_000L);
                assertThat(page.errors()).isEmpty();
            }
            try (var late = open(suite)) {
                late.awaitThat("fetch('/api/history').then(r => r.json()).then(all => all.length > 3)");
                assertThat(late.errors()).isEmpty();
            }
        }
    }

    private static void aDriverMoves(Tab page) {
        var before =
                page.evaluate("document.getElementById('traffic').toDataURL()").asText();
        page.awaitThat("document.getElementById('traffic').toDataURL() !== '" + before + "'");
    }

    private static void itCanBeAskedForFigures(Tab page) {
        page.evaluate("document.getElementById('map').focus()");
        page.press("ArrowLeft");
        page.awaitThat("document.getElementById('said').textContent.startsWith('Region (14, 15): ')");
        page.pointAt("#map", 0.05, 0.05);
        page.awaitThat("/^(Region \\(1, 1\\)|Driver)/.test(document.getElementById('detail').textContent)");
        page.press("Escape");
        page.awaitThat("document.getElementById('detail').textContent.startsWith('Point at')");
    }

    /** A stranger who sees many of them is not to think that the stream has lost them. */
    private static void itSaysWhyAnOrderExpires(Tab page) {
        var sentence = "document.getElementById(document.getElementById('expired').parentElement"
                + ".getAttribute('aria-describedby'))";
        assertThat(page.evaluate(sentence + ".textContent").asText()).contains("no free driver was near enough");
        assertThat(page.evaluate(sentence + ".getClientRects().length").asInt()).isPositive();
    }

    private static void itEqualsTheRanking(Tab page, RankingAnswer ranking) {
        await().atMost(Duration.ofSeconds(10)).untilAsserted(() -> {
            assertThat(page.number("#created")).isEqualTo(ranking.created());
            assertThat(page.number("#assigned")).isEqualTo(ranking.assigned());
            assertThat(page.number("#completed")).isEqualTo(ranking.completed());
            assertThat(page.number("#sum-records b")).isEqualTo(ranking.audit("read"));
        });
        awaitVerdict(page, "good");
        var regions = page.evaluate("[...document.querySelectorAll('#top-regions .who span')].map(e => e.textContent)");
        var drivers = page.evaluate("[...document.querySelectorAll('#top-drivers .who span')].map(e => e.textContent)");
        for (var place = 0; place < 10; place++) {
            var region = ranking.json().at("/topRegions/" + place);
            var driver = ranking.json().at("/topDrivers/" + place);
            assertThat(regions.path(place).asText())
                    .isEqualTo("(" + region.path("x").asInt() + ", "
                            + region.path("y").asInt() + ")");
            assertThat(drivers.path(place).asText())
                    .isEqualTo(driver.path("driver").asText().replace('_', ' '));
        }
    }

    @Test
    void aSplitShowsAndAKilledConsumerIsLoudUntilItsShardIsReadAgain() {
        try (var suite = new PageSuite(SHARDS);
                var page = open(suite)) {
            suite.startProducers();
            awaitLanes(page, SHARDS, "well");
            suite.programs().admin("split", "--shard", "0", "--wait");
            awaitLanes(page, SHARDS + 1, "well");
            page.awaitThat("document.querySelectorAll('.flow').length === 2");
            assertThat(page.text(".lanes text")).isEqualTo("shard 0");
            assertThat(page.evaluate("[...document.querySelectorAll('.lane b')].map(e => e.textContent).join()")
                            .asText())
                    .isEqualTo("shard 2,shard 3,shard 1");
            page.screenshot(SCREENSHOTS.resolve("split.png"));

            suite.killConsumer(1);
            awaitLanes(page, 1, "unread");
            assertThat(page.text("[data-condition=unread] .reader")).startsWith("nobody reads this shard");
            page.awaitThat("document.getElementById('verdict-word').textContent === 'Nothing proved'");
            page.awaitThat("document.getElementById('verdict-text').textContent === 'nobody reads 1 of 3 shards'");
            page.screenshot(SCREENSHOTS.resolve("unread.png"));

            suite.startConsumer(1);
            awaitLanes(page, SHARDS + 1, "well");
            awaitVerdict(page, "good");
            assertThat(page.errors()).isEmpty();
        }
    }

    @Test
    void whatTheServiceRefusesForAQuotaShowsInItsLane() {
        try (var suite = new PageSuite(SHARDS, "--no-limits", "--fault", "put:throttle=0.3");
                var page = open(suite, 1280, 1400, "dark")) {
            suite.startProducers();
            page.awaitThat("/^[0-9.]+\\/s throttled$/.test(document.querySelector('.gauge.full small')?.textContent)");
            page.awaitThat("[...document.querySelectorAll('.lane .reader small')]"
                    + ".every(e => /, [0-9,]+ throttled$/.test(e.textContent))");
            page.screenshot(SCREENSHOTS.resolve("throttled.png"));
            awaitVerdict(page, "good");
            assertThat(page.errors()).isEmpty();
        }
    }

    @Test
    void aServerThatIsStartedAgainCatchesUpAndNoCounterGoesBack() {
        try (var suite = new PageSuite(SHARDS);
                var page = open(suite)) {
            suite.startProducers();
            suite.awaitRanking(ranking -> ranking.created() > 100);
            awaitVerdict(page, "good");
            page.evaluate("""
                    window.seen = [];
                    new MutationObserver(() => window.seen.push(
                      Number(document.getElementById('created').textContent.replace(/\\D/g, ''))
                    )).observe(document.getElementById('created'), { childList: true, characterData: true, subtree: true });
                    """);
            suite.killServer();
            page.awaitThat("document.body.dataset.link === 'lost'");
            page.awaitThat("document.getElementById('verdict-word').textContent === 'Disconnected'");
            page.screenshot(SCREENSHOTS.resolve("disconnected.png"));
            for (var shard = 0; shard < SHARDS; shard++) {
                suite.killConsumer(shard);
            }
            suite.startServerAgain();
            page.awaitThat("document.getElementById('verdict-word').textContent === 'Nothing proved'");
            page.screenshot(SCREENSHOTS.resolve("catching-up.png"));
            for (var shard = 0; shard < SHARDS; shard++) {
                suite.startConsumer(shard);
            }
            awaitVerdict(page, "good");
            page.awaitThat("window.seen.length > 5");
            assertThat(page.evaluate("window.seen.every((n, i) => i === 0 || n >= window.seen[i - 1])")
                            .asBoolean())
                    .as("created: " + page.evaluate("window.seen"))
                    .isTrue();
            assertThat(page.errors()).isEmpty();
        }
    }

    @Test
    void whateverIsWrittenInAnEventItIsTextAndBreaksNothing() throws IOException {
        try (var suite = new PageSuite(SHARDS);
                var page = open(suite)) {
            awaitLanes(page, SHARDS, "well");
            var attacks = attacks();
            try (var stream = suite.programs().openStream()) {
                stream.put(IntStream.range(0, attacks.size())
                        .mapToObj(i -> new PutEntry(hostile(i, attacks.get(i)), "key", null))
                        .toList());
            }
            page.awaitThat("document.getElementById('sum-records').children[3].children[1].textContent === '"
                    + attacks.size() + "'");
            assertThat(suite.awaitRanking(seen -> true).audit("rejected")).isEqualTo(attacks.size());
            // What a consumer calls itself anybody may choose, and it is shown.
            for (var name : List.of(
                    "<img src=x onerror=window.hacked=1>",
                    "</span><script>window.hacked=1</script>",
                    "\u202e\"'`${window.hacked=1}")) {
                var held = takeOver(suite, name);
                page.awaitThat("[...document.querySelectorAll('.reader span')].some(e => e.textContent === "
                        + TextNode.valueOf(name) + ")");
                held.close();
            }
            assertThat(page.evaluate("document.querySelectorAll('main :is(img, script, iframe, a)').length")
                            .asInt())
                    .isZero();
            assertThat(page.evaluate("typeof window.hacked").asText()).isEqualTo("undefined");
            assertThat(page.evaluate("document.body.dataset.link").asText()).isEqualTo("live");
            assertThat(page.errors()).isEmpty();
        }
    }

    @Test
    void whoComesWhenAllPlacesAreTakenIsToldSo() throws IOException {
        var readers = new ArrayList<Socket>();
        try (var suite = new PageSuite(0)) {
            for (var i = 0; i < 100; i++) {
                var reader = new Socket("127.0.0.1", suite.page().getPort());
                readers.add(reader);
                reader.getOutputStream()
                        .write("GET /api/page/stream HTTP/1.1\r\nHost: localhost\r\n\r\n"
                                .getBytes(StandardCharsets.US_ASCII));
                assertThat(reader.getInputStream().read()).isEqualTo('H');
            }
            try (var page = browser.open(1280, 800, "dark").go(suite.page())) {
                page.awaitThat("document.getElementById('link').textContent === 'too many readers'");
                page.awaitThat("document.getElementById('verdict-text').textContent.includes('100 readers already')");
            }
        } finally {
            for (var reader : readers) {
                reader.close();
            }
        }
    }

    private static List<String> attacks() {
        var attacks = List.of(
                "<script>window.hacked=1</script>",
                "<img src=x onerror=window.hacked=1>",
                "</title><svg/onload=window.hacked=1>",
                "javascript:window.hacked=1",
                "${window.hacked=1}",
                "'-(window.hacked=1)-'",
                "\\\"><iframe srcdoc='<script>parent.hacked=1</script>'>",
                "__proto__",
                "\\u0000\\u202e\\ufeff",
                "%s%n{{constructor.constructor('window.hacked=1')()}}");
        return IntStream.range(0, 100)
                .mapToObj(i -> attacks.get(i / 2 % attacks.size()).repeat(1 + i / 25))
                .toList();
    }

    /** A good event but for one field: the order's id, or the driver. */
    private static byte[] hostile(int n, String attack) {
        var good = new String(new EventEncoder().encode(Events.assigned(n + 1)), StandardCharsets.US_ASCII).strip();
        var field = "\"" + (n % 2 == 0 ? "orderId" : "driver") + "\":\"";
        var begin = good.indexOf(field) + field.length();
        return (good.substring(0, begin) + attack + good.substring(good.indexOf('"', begin)))
                .getBytes(StandardCharsets.UTF_8);
    }

    private static MessageChannel takeOver(PageSuite suite, String name) throws IOException {
        var server = URI.create("tcp://" + suite.programs().socket());
        var channel = new MessageChannel(new Socket(server.getHost(), server.getPort()));
        try (var stream = suite.programs().openStream()) {
            var is = stream.describe();
            var shard = stream.shards().get(1);
            channel.send(Hello.of(
                    new Caller(name, ""),
                    new StreamIdentity(is.name(), is.arn(), is.createdAt().toEpochMilli()),
                    ShardIdentity.of(
                            shard.shardId(),
                            shard.startingHashKey().toString(),
                            shard.endingHashKey().toString()),
                    new Terms(true, false, false)));
        }
        assertThat(channel.receive(Duration.ofSeconds(5))).isInstanceOf(Welcome.class);
        return channel;
    }
}
