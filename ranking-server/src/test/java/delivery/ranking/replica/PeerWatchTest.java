package delivery.ranking.replica;

import static org.assertj.core.api.Assertions.assertThat;

import delivery.app.FakeTime;
import delivery.ranking.loop.Milestones;
import delivery.ranking.loop.MilestonesOf;
import delivery.ranking.replica.DigestJson.Entry;
import delivery.ranking.replica.DigestJson.Stream;
import delivery.ranking.replica.PeerStanding.Word;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PeerWatchTest {
    private static final Stream STREAM = new Stream("s", "arn:s", 1_000);

    private final FakeTime time = new FakeTime();
    private final Milestones milestones = new Milestones();
    private final Digests digests = new Digests(milestones);
    private DigestJson said = said("1.0", 600, STREAM);
    private IOException fault;
    private final PeerWatch watch = new PeerWatch(
            "http://b:8080",
            () -> {
                if (fault != null) {
                    throw fault;
                }
                return said;
            },
            digests,
            () -> new DigestJson("1.0", "us", 600, STREAM, digests.entries(), null, null),
            time);

    private static DigestJson said(String version, int window, Stream stream, Entry... entries) {
        return new DigestJson(version, "them", window, stream, List.of(entries), null, null);
    }

    private Entry here(long positions) {
        MilestonesOf.put(milestones, positions, time.elapsed());
        digests.doWork();
        return digests.entries().get(0);
    }

    private static Entry other(Entry entry, String part) {
        var parts = new LinkedHashMap<>(entry.parts());
        parts.put(part, "0123456789abcdef");
        return new Entry(entry.positions(), parts, entry.conflicts(), entry.gaps());
    }

    private PeerStanding look() {
        watch.doWork();
        time.advance(Duration.ofSeconds(1));
        return watch.standing();
    }

    @Test
    void whatIsTheSameAtTheSamePositionsAgrees() {
        assertThat(look().word()).isEqualTo(Word.UNKNOWN);
        var entry = here(16);
        said = said("1.0", 600, STREAM, entry);
        assertThat(look()).isEqualTo(new PeerStanding("http://b:8080", Word.AGREES, "", 1, 0));
        assertThat(look().comparisons()).as("not twice").isOne();
    }

    @Test
    void statesOfOtherPositionsAreNotCompared() {
        here(16);
        said = said("1.0", 600, STREAM, new Entry("20", Map.of("totals", "x"), 0, 0));
        assertThat(look().word()).isEqualTo(Word.UNKNOWN);
    }

    @Test
    void whatDiffersInTwoStatesOneAfterTheOtherIsTold() {
        said = said("1.0", 600, STREAM, other(here(16), "drivers"));
        assertThat(look().word())
                .as("once may be a source that is just forgotten")
                .isEqualTo(Word.UNKNOWN);
        assertThat(look().word()).as("the same state").isEqualTo(Word.UNKNOWN);
        said = said("1.0", 600, STREAM, other(here(32), "drivers"));
        assertThat(look().word()).isEqualTo(Word.DIFFERS);
        assertThat(watch.standing().text())
                .isEqualTo("replica http://b:8080 has other drivers at the same positions: one of the two is wrong,"
                        + " see docs/replicas.md");
        assertThat(watch.standing().differences()).isEqualTo(2);
        said = said("1.0", 600, STREAM, here(64));
        assertThat(look().word()).isEqualTo(Word.AGREES);
    }

    @Test
    void whatDiffersOnceAndIsTheSameThenIsNotTold() {
        said = said("1.0", 600, STREAM, other(here(16), "sources"));
        look();
        said = said("1.0", 600, STREAM, here(32));
        assertThat(look().word()).isEqualTo(Word.AGREES);
        said = said("1.0", 600, STREAM, other(here(64), "sources"));
        assertThat(look().word()).isEqualTo(Word.AGREES);
    }

    @Test
    void ofADifferenceThatGapsOrConflictsExplainThatIsSaid() {
        for (var n : List.of(16, 32)) {
            var entry = other(here(n), "totals");
            said = said("1.0", 600, STREAM, new Entry(entry.positions(), entry.parts(), 2, 0));
            look();
        }
        assertThat(watch.standing().text()).contains("contradict");
        var entry = other(here(64), "totals");
        said = said("1.0", 600, STREAM, new Entry(entry.positions(), entry.parts(), 0, 3));
        assertThat(look().text()).contains("lost records in 0 gaps, that one in 3");
    }

    @Test
    void oneThatCannotBeAskedIsSaidToBeSo() {
        fault = new IOException("Connection refused");
        assertThat(look().word()).isEqualTo(Word.UNREACHABLE);
        assertThat(watch.standing().text()).isEqualTo("replica http://b:8080 cannot be asked: Connection refused");
        fault = null;
        assertThat(look().word()).isEqualTo(Word.UNKNOWN);
    }

    @Test
    void aDifferenceIsNotForgottenBecauseTheOtherOneIsGone() {
        for (var n : List.of(16, 32)) {
            said = said("1.0", 600, STREAM, other(here(n), "totals"));
            look();
        }
        fault = new IOException("Connection refused");
        assertThat(look().word()).isEqualTo(Word.DIFFERS);
    }

    @Test
    void replicasOfSomethingElseAreRefusedByWhatTheyAre() {
        assertThat(watch.incomparable(said("1.0", 60, STREAM)))
                .isEqualTo(
                        "replica http://b:8080 ranks with --window 60s, this server with --window 600s: give both the same");
        assertThat(watch.incomparable(said("1.1", 600, STREAM)))
                .isEqualTo(
                        "replica http://b:8080 is version 1.1, this server 1.0: they are compared once both are the same");
        assertThat(watch.incomparable(said("1.0", 600, new Stream("s", "arn:s", 61_000))))
                .isEqualTo("replica http://b:8080 ranks another stream: arn:s made at 1970-01-01T00:01:01Z, this server"
                        + " arn:s made at 1970-01-01T00:00:01Z: give each stream servers of its own");
        assertThat(watch.incomparable(new DigestJson("1.0", "us", 600, STREAM, List.of(), null, null)))
                .contains("is this server itself");
        assertThat(watch.incomparable(said("1.0", 600, null)))
                .as("it knows of no stream yet")
                .isNull();
        said = said("1.0", 60, STREAM);
        assertThat(look().word()).isEqualTo(Word.INCOMPARABLE);
        said = said("1.0", 600, STREAM);
        assertThat(look().word()).isEqualTo(Word.UNKNOWN);
    }
}
