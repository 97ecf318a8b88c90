package delivery.it;

import static org.assertj.core.api.Assertions.assertThat;

import delivery.kinesis.PutEntry;
import delivery.kinesis.SdkStream;
import delivery.kinesis.StreamOptions;
import delivery.model.EventEncoder;
import delivery.model.Events;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import picocli.CommandLine;

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
        try (var suite = Suite.onLocalKinesis(1, "--no-limits")) {
            var good = 0;
            var random = new Random(1);
            try (var stream = open(suite)) {
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

    private static SdkStream open(Suite suite) {
        var options = new StreamOptions();
        new CommandLine(CommandLine.Model.CommandSpec.forAnnotatedObject(options))
                .parseArgs("--endpoint-url", suite.endpoint().toString());
        return options.open();
    }
}
