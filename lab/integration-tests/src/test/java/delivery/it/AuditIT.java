package delivery.it;

import static org.assertj.core.api.Assertions.assertThat;

import delivery.kinesis.PutEntry;
import delivery.lab.launcher.Program;
import delivery.lab.launcher.RankingAnswer;
import delivery.lab.launcher.Suite;
import delivery.model.EventEncoder;
import delivery.model.Events;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The audit never says more than it knows: {@code stream-admin audit} and its exit code, on real processes. */
@Timeout(180)
class AuditIT {
    private static final int SHARDS = 2;

    private Suite suite;

    @BeforeEach
    void start() {
        suite = Started.onLocalKinesis(SHARDS);
        suite.startServer();
    }

    @AfterEach
    void stop() {
        suite.close();
    }

    private Program audit(int exitCode, String... flags) {
        var arguments =
                new ArrayList<>(List.of("audit", "--server", suite.page().getAuthority()));
        arguments.addAll(List.of(flags));
        var audit = Started.jar("stream-admin", arguments.toArray(String[]::new));
        assertThat(audit.awaitExit()).as(audit.stderr() + audit.stdout()).isEqualTo(exitCode);
        if (exitCode > 0) {
            assertThat(audit.stdout()).doesNotContain("nothing lost");
        }
        return audit;
    }

    private static String word(RankingAnswer ranking) {
        return ranking.json().at("/audit/verdict/word").asText();
    }

    @Test
    void aServerThatHasReadNothingProvesNothing() {
        assertThat(audit(1).stderr()).contains("error: audit: nothing proved: nothing has been read");
        assertThat(word(suite.ranking())).isEqualTo("nothing proved");
    }

    @Test
    void whileNobodyReadsNothingIsProvedAndAfterwardsItIsExact() {
        var consumers = suite.startConsumers(SHARDS);
        suite.run("producer-main", "--rate", "50");
        suite.awaitRanking(ranking -> ranking.created() > 50);
        audit(0, "--wait", "30s");

        consumers.forEach(Program::kill);
        suite.awaitRanking(ranking -> ranking.shardsWithConsumer() == 0);
        assertThat(audit(1, "--wait", "1s").stderr()).contains("nothing proved: nobody reads 2 of 2 shards");

        suite.startConsumers(SHARDS);
        audit(0, "--wait", "30s");
    }

    @Test
    void aKilledProducerIsNamedAndCanBeWrittenOff() {
        suite.startConsumers(SHARDS);
        var orders = suite.run("producer-main", "--rate", "50");
        suite.awaitRanking(ranking -> ranking.created() > 50);
        orders.kill();
        var silent = suite.awaitRanking(
                ranking -> ranking.json().at("/audit/sources/0/state").asText().equals("silent"));
        var source = silent.json().at("/audit/sources/0/source").asText();
        assertThat(audit(1, "--closed", "--wait", "1s").stderr())
                .contains("nothing proved: source " + source + " is silent for ");

        var page = suite.page().getAuthority();
        var asks = suite.run("stream-admin", "write-off", "--source", source, "--server", page);
        assertThat(asks.awaitExit()).as("nobody is there to say yes").isEqualTo(2);
        var writeOff = suite.run("stream-admin", "write-off", "--source", source, "--server", page, "--yes");
        assertThat(writeOff.awaitExit()).as(writeOff.stderr()).isZero();
        assertThat(audit(0, "--closed", "--wait", "30s").stdout())
                .contains("note: source " + source + " is written off with ", "written off");
        assertThat(suite.ranking().json().at("/audit/sources/0/writtenOff").asBoolean())
                .isTrue();
    }

    @Test
    void whoSpeaksIsNotWrittenOff() {
        suite.startConsumers(SHARDS);
        suite.run("producer-main", "--rate", "50");
        var source = suite.awaitRanking(ranking -> ranking.created() > 5)
                .json()
                .at("/audit/sources/0/source")
                .asText();
        var page = suite.page().getAuthority();
        var writeOff = suite.run("stream-admin", "write-off", "--source", source, "--server", page, "--yes");
        assertThat(writeOff.awaitExit()).isEqualTo(1);
        assertThat(writeOff.stderr()).contains("is producing, not silent");
        var unknown = suite.run("stream-admin", "write-off", "--source", "zzzzzz", "--server", page, "--yes");
        assertThat(unknown.awaitExit()).isEqualTo(1);
        assertThat(unknown.stderr()).contains("is not known to the server");
    }

    /** What it says that it has on the stream is from the day after tomorrow: none of it counts. */
    @Test
    void aProducerWhoseClockIsTwoDaysAheadLoses() {
        suite.startConsumers(SHARDS);
        var ahead = Instant.now().plus(Duration.ofDays(2)).toEpochMilli();
        try (var stream = suite.openStream()) {
            var entries = new ArrayList<PutEntry>();
            for (var n = 1; n <= 5; n++) {
                var order = Events.order(n).createdAt(ahead).created();
                entries.add(new PutEntry(new EventEncoder().encode(order), "k3v9-" + n, null));
            }
            stream.put(entries);
        }
        suite.awaitRanking(ranking -> ranking.audit("rejected") == 5);
        assertThat(audit(3).stderr()).contains("loss: 5 events of source k3v9 rejected (future)");
    }
}
