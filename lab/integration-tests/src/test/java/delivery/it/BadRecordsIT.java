package delivery.it;

import static org.assertj.core.api.Assertions.assertThat;

import delivery.kinesis.PutEntry;
import delivery.model.DeadLetter;
import delivery.model.EventEncoder;
import delivery.model.Events;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Records that are no events of ours stop nothing, and every one is accounted for. */
@Timeout(180)
class BadRecordsIT {
    private static final List<String> BAD = List.of(
            "",
            "{",
            "null",
            "[1,2]",
            "{\"type\":\"order_created\"}",
            "{\"type\":\"order_vanished\",\"source\":\"k3v9\",\"n\":1}",
            "{\"type\":\"source_progress\",\"type\":\"source_progress\"}",
            "{} {}",
            "\u0000",
            "\uFEFF{}",
            "{\"price\":NaN}");

    @Test
    void aPageOfTenThousandRecordsWithBadOnesInItIsAppliedWhole() {
        try (var suite = Started.onLocalKinesis(1, "--no-limits")) {
            var good = 0;
            var random = new Random(1);
            try (var stream = suite.openStream()) {
                for (var call = 0; call < 24; call++) {
                    var entries = new ArrayList<PutEntry>();
                    for (var i = 0; i < 500; i++) {
                        var isGood = random.nextInt(10) > 0;
                        good += isGood ? 1 : 0; // also its number
                        var data = isGood
                                ? new EventEncoder().encode(Events.created(good))
                                : BAD.get(random.nextInt(BAD.size())).getBytes(StandardCharsets.UTF_8);
                        entries.add(new PutEntry(data.length == 0 ? new byte[] {' '} : data, "key", null));
                    }
                    stream.put(entries);
                }
            }
            suite.startServer();
            var consumer = suite.startConsumer(0);

            var ranking = suite.awaitRanking(seen -> seen.audit("read") == 12_000);

            assertThat(ranking.audit("rejected")).isEqualTo(12_000 - good);
            assertThat(ranking.audit("applied") + ranking.audit("duplicates")).isEqualTo(good);
            assertThat(consumer.isAlive()).isTrue();
            assertThat(consumer.terminate()).isZero();
        }
    }

    /** Killed, and counting the whole stream anew for want of a snapshot: each dead letter is kept once all the same. */
    @Test
    void everyRejectedRecordIsKeptOnceHoweverOftenItIsRead(@TempDir Path folder) throws IOException {
        try (var suite = Started.onLocalKinesis(1)) {
            try (var stream = suite.openStream()) {
                var entries = new ArrayList<PutEntry>();
                for (var n = 1; n <= 200; n++) {
                    var data = n % 2 == 0
                            ? new EventEncoder().encode(Events.created(n))
                            : ("bad record " + n).getBytes(StandardCharsets.UTF_8);
                    entries.add(new PutEntry(data, "key-" + n, null));
                }
                // Another one of the same identity.
                var contradiction = Events.order(2).price(999).created();
                entries.add(new PutEntry(new EventEncoder().encode(contradiction), "k3v9-2", null));
                stream.put(entries);
            }
            for (var life = 0; life < 3; life++) {
                var server = suite.startServer("--state-dir", folder.toString(), "--snapshot-interval", "100ms");
                var consumer = suite.startConsumer(0);
                var ranking = suite.awaitRanking(seen -> seen.audit("read") == 201);
                assertThat(ranking.audit("rejected")).isEqualTo(101);
                server.kill();
                consumer.kill();
                deleteSnapshots(folder);
            }
            var texts = new ArrayList<String>();
            for (var line : Files.readAllLines(folder.resolve(DeadLetter.FILE_NAME))) {
                var letter = DeadLetter.parse(line.getBytes(StandardCharsets.UTF_8));
                texts.add(letter.partitionKey() + " " + letter.reason());
            }
            assertThat(texts)
                    .hasSize(101)
                    .doesNotHaveDuplicates()
                    .contains("key-1 not-json", "k3v9-2 conflicting-duplicate");
        }
    }

    private static void deleteSnapshots(Path folder) throws IOException {
        try (var files = Files.newDirectoryStream(folder, "snapshot-*")) {
            for (var file : files) {
                Files.delete(file);
            }
        }
    }
}
