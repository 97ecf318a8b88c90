package delivery.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import delivery.localkinesis.LocalKinesis;
import delivery.localkinesis.PutEntry;
import delivery.model.EventEncoder;
import delivery.model.OrderCreated;
import delivery.model.OrderId;
import delivery.model.Region;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class TailTest {
    private final LocalKinesis kinesis =
            LocalKinesis.builder().stream("s", 2).transition(Duration.ZERO).start();

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
        var since = Instant.now();
        putCreated(2);
        var out = tailUntil(text -> text.contains("k3v9ab12-2 "), "--from", "at-timestamp=" + since);
        assertThat(out).doesNotContain("k3v9ab12-1 ");
        assertThat(tailUntil(text -> text.contains("k3v9ab12-2 "), "--from", "at-timestamp=10m"))
                .contains("k3v9ab12-1 ");
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
            main.stop().stop();
            assertThat(exit.join()).isZero();
            return out.toString(StandardCharsets.UTF_8);
        } finally {
            System.setOut(oldOut);
        }
    }

    private String putCreated(int n) {
        var created = new OrderCreated(
                new OrderId("k3v9ab12", n), new Region(3, 4), new Region(5, 6), 400, 60, System.currentTimeMillis());
        return put(new EventEncoder().encode(created));
    }

    /** The shard that has it: the same for all of one length. */
    private String put(byte[] data) {
        var stored = kinesis.engine().putRecords("s", List.of(new PutEntry(data, "key-" + data.length)));
        assertThat(stored.failedRecordCount()).isZero();
        return stored.records().get(0).shardId();
    }
}
