package delivery.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import delivery.admin.command.Json;
import delivery.localkinesis.LocalKinesis;
import delivery.localkinesis.api.IteratorType;
import delivery.localkinesis.api.KinesisError;
import delivery.localkinesis.api.NewRecord;
import delivery.model.EventEncoder;
import delivery.model.OrderCreated;
import delivery.model.OrderId;
import delivery.model.RecordAggregate;
import delivery.model.Region;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class TailTest {
    private LocalKinesis kinesis =
            LocalKinesis.builder().stream("s", 2).transition(Duration.ZERO).start();

    /** The clock of the stream, before this machine's. */
    private Duration ahead = Duration.ZERO;

    @AfterEach
    void close() {
        kinesis.close();
    }

    @Test
    void printsEventsAndWhatIsNone() {
        putCreated(1);
        put("not an event".getBytes(StandardCharsets.UTF_8));
        var out = tailUntil(text -> text.lines().count() == 2, "--from", "trim-horizon");
        assertThat(out)
                .contains("created   k3v9ab12-1 from (3,4) to (5,6) for 400 cents within 60 s")
                .contains("rejected  not-json");
    }

    @Test
    void printsWhatARecordAggregates() {
        var aggregate = new RecordAggregate("1");
        aggregate.add(
                new byte[] {'k'},
                new EventEncoder()
                        .encode(new OrderCreated(
                                new OrderId("k3v9ab12", 7),
                                new Region(3, 4),
                                new Region(5, 6),
                                400,
                                60,
                                System.currentTimeMillis())));
        aggregate.add(new byte[] {'k'}, "no event".getBytes(StandardCharsets.UTF_8));
        put(aggregate.toBytes());
        var out = tailUntil(text -> text.lines().count() == 2, "--from", "trim-horizon", "--ndjson");
        assertThat(out.lines().findFirst().orElseThrow())
                .contains("\"subSequenceNumber\":0", "\"orderId\":\"k3v9ab12-7\"");
        assertThat(out.lines().skip(1).findFirst().orElseThrow())
                .contains("\"subSequenceNumber\":1", "\"rejected\":\"not-json\"");
    }

    @Test
    void goesOnWithTheChildrenOfAShardThatEnds() {
        putCreated(1);
        kinesis.engine().splitShard("s", "shardId-000000000000", "1000");
        kinesis.engine().splitShard("s", "shardId-000000000001", "300000000000000000000000000000000000000");
        putCreated(2);
        tailUntil(text -> text.contains("k3v9ab12-1 ") && text.contains("k3v9ab12-2 "), "--from", "trim-horizon");
    }

    @Test
    void fromNowOnSkipsWhatWasThereBefore() {
        putCreated(1);
        var put = System.currentTimeMillis();
        await().pollInterval(Duration.ofMillis(1)).until(() -> System.currentTimeMillis() > put);
        var out = tailUntil(text -> text.contains("k3v9ab12-2 "), () -> putCreated(2));
        assertThat(out).doesNotContain("k3v9ab12-1 ");
    }

    @Test
    void fromATimeOnSkipsWhatIsOlder() {
        putCreated(1);
        var put = System.currentTimeMillis();
        await().pollInterval(Duration.ofMillis(1)).until(() -> System.currentTimeMillis() > put);
        // A record arrives at a whole millisecond.
        var since = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        putCreated(2);
        var out = tailUntil(text -> text.contains("k3v9ab12-2 "), "--from", "at-timestamp=" + since);
        assertThat(out).doesNotContain("k3v9ab12-1 ");
        assertThat(tailUntil(text -> text.contains("k3v9ab12-2 "), "--from", "at-timestamp=10m"))
                .contains("k3v9ab12-1 ");
    }

    @ParameterizedTest
    @ValueSource(longs = {60, -60, 2 * 86_400, -2 * 86_400})
    void nowIsThatOfTheStreamHoweverWrongTheClockOfThisMachineIs(long seconds) {
        useAStreamWhoseClockIsAheadBy(Duration.ofSeconds(seconds));
        putCreated(1);
        // The stream tells its time to the second.
        var put = Instant.now().plusSeconds(2);
        await().until(() -> Instant.now().isAfter(put));
        var out = tailUntil(text -> text.contains("k3v9ab12-2 "), () -> putCreated(2));
        assertThat(out).doesNotContain("k3v9ab12-1 ");
        assertThat(tailUntil(text -> text.contains("k3v9ab12-2 "), "--from", "at-timestamp=10m"))
                .contains("k3v9ab12-1 ");
    }

    @Test
    void aTimeThatIsYetToComeIsNow() {
        putCreated(1);
        var n = new AtomicInteger(1);
        var out = tailUntil(
                text -> {
                    putCreated(n.incrementAndGet());
                    return text.contains("k3v9ab12-");
                },
                "--from",
                "at-timestamp=2099-01-01T00:00:00Z");
        assertThat(out).doesNotContain("k3v9ab12-1 ");
    }

    @Test
    void whatAShardsChildrenGotBeforeTheyWereFollowedIsPrintedToo() {
        var n = new AtomicInteger(1);
        var split = new AtomicBoolean();
        tailUntil(
                text -> {
                    if (!split.get()) {
                        putCreated(n.get());
                    }
                    if (text.contains("k3v9ab12-1 ") && split.compareAndSet(false, true)) {
                        for (var shard : List.of("shardId-000000000000", "shardId-000000000001")) {
                            var at = shard.endsWith("0") ? "1000" : "300000000000000000000000000000000000000";
                            kinesis.engine().splitShard("s", shard, at);
                        }
                        putCreated(n.incrementAndGet());
                    }
                    return text.contains("k3v9ab12-2 ");
                },
                "--from",
                "at-timestamp=2099-01-01T00:00:00Z");
    }

    /** Somebody else uses up all that the shard gives to its readers. */
    @Test
    void aShardThatIsThrottledKeepsNoOtherWaiting() {
        var busy = putCreated(1);
        var other = busy.endsWith("0") ? "shardId-000000000001" : "shardId-000000000000";
        var done = new AtomicBoolean();
        var greedy = CompletableFuture.runAsync(() -> {
            var iterator = kinesis.engine().getShardIterator("s", busy, IteratorType.TRIM_HORIZON, null, null);
            while (!done.get()) {
                try {
                    kinesis.engine().getRecords(iterator, 1);
                } catch (KinesisError e) {
                    Thread.onSpinWait();
                }
            }
        });
        try {
            var n = new AtomicInteger();
            tailUntil(
                    text -> {
                        putTo(other, n.incrementAndGet());
                        return text.lines()
                                        .filter(line -> line.startsWith(other))
                                        .count()
                                >= 3;
                    },
                    "--from",
                    "trim-horizon");
        } finally {
            done.set(true);
            greedy.join();
        }
    }

    @Test
    void afterARecordOfOneShardPrintsTheNext() {
        var shard = putCreated(1);
        var first = tailUntil(text -> text.contains("\n"), "--from", "trim-horizon", "--json");
        var sequence = first.replaceAll("(?s).*\"sequenceNumber\":\"(\\d+)\".*", "$1");
        putCreated(2);
        var out = tailUntil(
                text -> text.contains("k3v9ab12-2 "), "--shard", shard, "--from", "after-sequence=" + sequence);
        assertThat(out).doesNotContain("k3v9ab12-1 ");
    }

    @Test
    void printsJsonForMachines() throws Exception {
        putCreated(1);
        put("junk".getBytes(StandardCharsets.UTF_8));
        var out = tailUntil(text -> text.lines().count() == 2, "--from", "trim-horizon", "--ndjson");
        for (var line : out.lines().toList()) {
            var json = Json.MAPPER.readTree(line);
            assertThat(json.path("shardId").asText()).startsWith("shardId-");
            assertThat(json.has("event") || json.path("base64").asText().equals("anVuaw=="))
                    .isTrue();
        }
    }

    private String tailUntil(Predicate<String> enough, String... args) {
        return tailUntil(enough, () -> {}, args);
    }

    /** Stops the program as Ctrl-C would: from another thread. */
    private String tailUntil(Predicate<String> enough, Runnable meanwhile, String... args) {
        var out = new ByteArrayOutputStream();
        var oldOut = System.out;
        System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
        try {
            var main = new Main();
            var all = new ArrayList<>(List.of(
                    "tail",
                    "--stream",
                    "s",
                    "--endpoint-url",
                    kinesis.endpoint().toString()));
            all.addAll(List.of(args));
            var exit = CompletableFuture.supplyAsync(() -> main.execute(all.toArray(String[]::new)));
            await().pollDelay(Duration.ofMillis(300)).until(() -> true);
            meanwhile.run();
            await().atMost(Duration.ofSeconds(20)).until(() -> enough.test(out.toString(StandardCharsets.UTF_8)));
            main.stopSignal().stop();
            assertThat(exit.join()).isZero();
            return out.toString(StandardCharsets.UTF_8);
        } finally {
            System.setOut(oldOut);
        }
    }

    private void useAStreamWhoseClockIsAheadBy(Duration duration) {
        ahead = duration;
        kinesis.close();
        var start = System.nanoTime();
        kinesis = LocalKinesis.builder().stream("s", 2)
                .transition(Duration.ZERO)
                .clock(() -> Instant.now().plus(ahead), () -> Duration.ofNanos(System.nanoTime() - start))
                .start();
    }

    private void putTo(String shard, int n) {
        var data = ("event " + n).getBytes(StandardCharsets.UTF_8);
        var hashKey = shard.endsWith("0") ? "0" : "340282366920938463463374607431768211455";
        kinesis.engine().putRecords("s", List.of(new NewRecord(data, "key", hashKey)));
    }

    private String putCreated(int n) {
        var created = new OrderCreated(
                new OrderId("k3v9ab12", n),
                new Region(3, 4),
                new Region(5, 6),
                400,
                60,
                Instant.now().plus(ahead).toEpochMilli());
        return put(new EventEncoder().encode(created));
    }

    /** The shard that has it: the same for all of one length. */
    private String put(byte[] data) {
        var stored = kinesis.engine().putRecords("s", List.of(new NewRecord(data, "key-" + data.length)));
        assertThat(stored.failedRecordCount()).isZero();
        return stored.records().get(0).shardId();
    }
}
