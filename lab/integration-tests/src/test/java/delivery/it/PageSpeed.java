package delivery.it;

import static org.awaitility.Awaitility.await;

import delivery.app.Threads;
import delivery.kinesis.PutEntry;
import delivery.lab.launcher.Program;
import delivery.lab.launcher.Suite;
import delivery.model.EventEncoder;
import delivery.model.OrderAssigned;
import delivery.model.OrderCreated;
import delivery.model.OrderEvent;
import delivery.model.OrderId;
import delivery.model.Position;
import delivery.model.Region;
import delivery.protocol.Batch;
import delivery.protocol.Message.Ack;
import delivery.protocol.Message.Caller;
import delivery.protocol.Message.EventRecord;
import delivery.protocol.Message.Hello;
import delivery.protocol.Message.ShardIdentity;
import delivery.protocol.Message.StreamIdentity;
import delivery.protocol.Message.Terms;
import delivery.protocol.Message.Welcome;
import delivery.protocol.MessageChannel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Figures about the page, for {@code scripts/measure.sh page}; no part of {@code mvn verify}. */
class PageSpeed {
    private static final int BATCH = 500;
    private static final StreamIdentity STREAM = new StreamIdentity(
            Suite.STREAM, "arn:aws:kinesis:us-east-1:000000000000:stream/" + Suite.STREAM, 1_700_000_000_000L);
    private static final String LAST_KEY = "340282366920938463463374607431768211455";

    private static void print(String format, Object... values) {
        System.out.printf(Locale.ROOT, format + "%n", values);
    }

    /** The time at which each number of orders was first seen, after the frame that showed it. */
    private static final String WATCH = """
            window.seen = [];
            new MutationObserver(() => requestAnimationFrame(() => setTimeout(() => window.seen.push([
              performance.timeOrigin + performance.now(),
              Number(document.getElementById('created').textContent.replace(/\\D/g, ''))])))
            ).observe(document.getElementById('created'), { childList: true, characterData: true, subtree: true });
            """;

    @Test
    void fromPutToPixel() {
        try (var suite = new PageSuite(4);
                var browser = Browser.start();
                var page = browser.open(1280, 800, "dark").go(suite.page())) {
            page.awaitThat("document.querySelectorAll('.lane[data-condition=well]').length === 4");
            page.evaluate(WATCH);
            var put = new long[Integer.getInteger("orders", 400)];
            try (var stream = suite.programs().openStream()) {
                for (var n = 1; n <= put.length; n++) {
                    var order = created(n);
                    put[n - 1] = System.currentTimeMillis();
                    // Keys that spread over the shards.
                    stream.put(List.of(new PutEntry(new EventEncoder().encode(order), "key-" + n, null)));
                    var next = put[n - 1] + 50;
                    await().pollDelay(Duration.ZERO)
                            .pollInterval(Duration.ofMillis(5))
                            .until(() -> System.currentTimeMillis() >= next);
                }
            }
            page.awaitThat("window.seen.length > 0 && window.seen.at(-1)[1] === " + put.length);
            var seen = page.evaluate("window.seen");
            var took = new double[put.length];
            var frame = 0;
            for (var n = 1; n <= put.length; n++) {
                while (seen.get(frame).get(1).asLong() < n) {
                    frame++;
                }
                took[n - 1] = seen.get(frame).get(0).asDouble() - put[n - 1];
            }
            Arrays.sort(took);
            print(
                    "put to pixel: p50 %.0f ms, p95 %.0f ms, p99 %.0f ms, max %.0f ms (%d orders, 20/s, 4 shards, 3 reads/s)",
                    took[took.length / 2],
                    took[took.length * 95 / 100],
                    took[took.length * 99 / 100],
                    took[took.length - 1],
                    took.length);
        }
    }

    @Test
    void framesAndFirstPaint() throws IOException {
        for (var drivers : List.of(10, 2_000)) {
            try (var server = new Server();
                    var feed = server.feed("shardId-000000000000", "0", LAST_KEY);
                    var browser = Browser.start();
                    var page = browser.open(1280, 800, "dark")) {
                page.go(server.page());
                page.awaitThat("document.querySelectorAll('.lane').length === 1");
                var now = System.currentTimeMillis();
                for (var from = 0; from < drivers; from += BATCH) {
                    var first = from;
                    feed.bring(Math.min(BATCH, drivers - from), i -> assigned(first + i, now));
                }
                page.awaitThat("document.getElementById('busy').textContent.replace(/\\D/g, '') === '" + drivers
                        + drivers + "'");
                var frames = page.evaluate("""
                        new Promise(resolve => {
                          let frames = -1, begin;
                          const count = now => {
                            frames++;
                            begin ??= now;
                            now - begin < 5000 ? requestAnimationFrame(count) : resolve(frames * 1000 / (now - begin));
                          };
                          requestAnimationFrame(count);
                        })""").asDouble();
                print("frames a second with %d drivers on their way: %.1f", drivers, frames);
            }
        }
        try (var server = new Server();
                var feed = server.feed("shardId-000000000000", "0", LAST_KEY);
                var browser = Browser.start()) {
            feed.bring(BATCH, n -> created(n + 1));
            var paints = new ArrayList<Double>();
            var bytes = 0L;
            for (var run = 0; run < 11; run++) {
                try (var page = browser.open(1280, 800, "dark").go(server.page())) {
                    page.awaitThat("document.querySelectorAll('.lane').length === 1");
                    paints.add(page.evaluate("performance.getEntriesByName('first-contentful-paint')[0].startTime")
                            .asDouble());
                    bytes = page.bytesReceived();
                }
            }
            paints.sort(null);
            print("first paint: median %.0f ms, worst %.0f ms (11 loads, loopback)", paints.get(5), paints.get(10));
            print("over the wire until the first figures: %d bytes", bytes);
        }
    }

    @Test
    void ingestionWithAHundredReaders() throws IOException {
        var seconds = Integer.getInteger("seconds", 3);
        var rounds = Integer.getInteger("rounds", 61);
        var without = new double[rounds];
        var with = new double[rounds];
        var ratios = new double[rounds];
        try (var server = new Server();
                var low = server.feed("shardId-000000000000", "0", "170141183460469231731687303715884105727");
                var high = server.feed("shardId-000000000001", "170141183460469231731687303715884105728", LAST_KEY)) {
            eventsPerSecond(4 * seconds, low, high);
            for (var round = 0; round < rounds; round++) {
                // In turns first, so that a machine that slows down or speeds up favours neither.
                for (var readersNow : List.of(round % 2 == 0, round % 2 != 0)) {
                    if (readersNow) {
                        with[round] = eventsPerSecondWithReaders(seconds, server, low, high);
                    } else {
                        without[round] = eventsPerSecond(seconds, low, high);
                    }
                }
                ratios[round] = with[round] / without[round];
            }
        }
        for (var figures : List.of(without, with, ratios)) {
            Arrays.sort(figures);
        }
        print(
                "ingestion: %.0f events/s without readers, %.0f with 100 of the page's stream (medians of %d); "
                        + "difference of a pair: median %+.1f%%, from %+.1f%% to %+.1f%%",
                without[rounds / 2],
                with[rounds / 2],
                rounds,
                percent(ratios[rounds / 2]),
                percent(ratios[0]),
                percent(ratios[rounds - 1]));
    }

    private static double percent(double ratio) {
        return (ratio - 1) * 100;
    }

    private static double eventsPerSecondWithReaders(int seconds, Server server, Feed... feeds) throws IOException {
        try (var readers = new Readers(server.page(), 100)) {
            var brought = eventsPerSecond(seconds, feeds);
            if (readers.bytes() == 0) {
                throw new AssertionError("the readers were sent nothing");
            }
            return brought;
        }
    }

    private static double eventsPerSecond(int seconds, Feed... feeds) {
        var end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        var begin = System.nanoTime();
        var brought = Stream.of(feeds)
                .parallel()
                .mapToLong(feed -> {
                    var count = 0L;
                    for (; System.nanoTime() < end; count += BATCH) {
                        feed.bring(BATCH, i -> created(feed.source, feed.events + i + 1));
                    }
                    return count;
                })
                .sum();
        return brought * 1e9 / (System.nanoTime() - begin);
    }

    private static OrderCreated created(long n) {
        return created("k3v9", n);
    }

    private static OrderCreated created(String source, long n) {
        return new OrderCreated(
                new OrderId(source, n),
                Region.of((int) (n * 7 % 900)),
                Region.of((int) ((n * 7 + 31) % 900)),
                1_000,
                60,
                System.currentTimeMillis());
    }

    /** From one corner of the city to the others: a minute and more on the way. */
    private static OrderAssigned assigned(int driver, long millis) {
        var corner = Region.of(driver * 13 % 900);
        return new OrderAssigned(
                "d7r2",
                driver + 1,
                new OrderId("k3v9", driver + 1),
                driver,
                corner,
                new Region(29 - corner.x(), driver % 30),
                new Region(corner.x() < 15 ? 29 : 0, (driver + 15) % 30),
                1_000,
                millis - 1_000,
                millis);
    }

    /** A ranking server alone. */
    private static final class Server implements AutoCloseable {
        private final Program process = Started.jar("ranking-server", "--port", "0", "--http-port", "0");
        private final String line = process.awaitLine("listening on");

        URI page() {
            return URI.create(line.substring(line.lastIndexOf(' ') + 1));
        }

        Feed feed(String shard, String start, String end) throws IOException {
            var address = line.replaceAll(".*listening on ([^,]*),.*", "$1").split(":");
            return new Feed(new Socket(address[0], Integer.parseInt(address[1])), shard, start, end);
        }

        @Override
        public void close() {
            process.close();
        }
    }

    /** A consumer that makes up what it reads. One thread's. */
    private static final class Feed implements AutoCloseable {
        private final MessageChannel channel;
        private final String shard;
        private final String source;
        private final long epoch;
        private long events;

        Feed(Socket socket, String shard, String start, String end) throws IOException {
            this.shard = shard;
            source = "feed" + shard.charAt(shard.length() - 1);
            channel = new MessageChannel(socket);
            channel.send(Hello.of(new Caller("feed", ""), STREAM, ShardIdentity.of(shard, start, end), Terms.NONE));
            epoch = ((Welcome) channel.receive(Duration.ofSeconds(10))).epoch();
        }

        void bring(int count, IntFunction<OrderEvent> event) {
            var now = System.currentTimeMillis();
            var after = events == 0 ? Position.TRIM_HORIZON : Position.after(Long.toString(events));
            var first = events + 1;
            var records = IntStream.range(0, count)
                    .mapToObj(i -> new EventRecord(event.apply(i), BigInteger.valueOf(first + i), now))
                    .toList();
            events += count;
            try {
                channel.send(Batch.of(epoch, shard, after, Position.after(Long.toString(events)))
                        .readThroughMillis(now)
                        .events(records)
                        .build());
                if (!(channel.receive(Duration.ofSeconds(10)) instanceof Ack)) {
                    throw new AssertionError("not acknowledged");
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }

    /** As many readers of the page's stream, on one thread: what they cost here must not hide what they cost there. */
    private static final class Readers implements AutoCloseable {
        private final Selector selector = Selector.open();
        private final Thread thread = new Thread(this::run, "readers");
        private volatile boolean stopping;
        private volatile long bytes;

        Readers(URI page, int count) throws IOException {
            var ask = ("GET /api/page/stream HTTP/1.1\r\nHost: localhost\r\n\r\n").getBytes(StandardCharsets.US_ASCII);
            for (var i = 0; i < count; i++) {
                var channel = SocketChannel.open(new InetSocketAddress(page.getHost(), page.getPort()));
                channel.write(ByteBuffer.wrap(ask));
                channel.configureBlocking(false);
                channel.register(selector, SelectionKey.OP_READ);
            }
            thread.start();
        }

        private void run() {
            var sink = ByteBuffer.allocateDirect(256 * 1024);
            try {
                while (!stopping) {
                    selector.select(100);
                    for (var key : selector.selectedKeys()) {
                        sink.clear();
                        var count = ((SocketChannel) key.channel()).read(sink);
                        if (count < 0) {
                            throw new IOException("the server has ended a stream");
                        }
                        bytes += count;
                    }
                    selector.selectedKeys().clear();
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        long bytes() {
            return bytes;
        }

        @Override
        public void close() throws IOException {
            stopping = true;
            Threads.join(thread);
            for (var key : selector.keys()) {
                key.channel().close();
            }
            selector.close();
        }
    }
}
