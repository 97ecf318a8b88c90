package delivery.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import delivery.protocol.Batch;
import delivery.protocol.Message;
import delivery.ranking.record.BadRecordingException;
import delivery.ranking.record.Recording;
import delivery.simulation.judge.Violation;
import delivery.simulation.world.Seams;
import delivery.simulation.world.SeedPlan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Function;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FilmTest {
    @TempDir
    private Path folder;

    @BeforeAll
    static void beQuiet() {
        Main.beQuiet();
    }

    @Test
    void whoeverLooksOnChangesNothing() {
        LongStream.rangeClosed(1, 10).forEach(seed -> {
            var film = folder.resolve(seed + ".ndjson");
            assertThat(SeedRun.of(seed).runOnFilm(film))
                    .as("seed %d", seed)
                    .usingRecursiveComparison()
                    .isEqualTo(SeedRun.of(seed).run());
            assertThat(film).isNotEmptyFile();
        });
    }

    @Test
    void oneThatWasChosenIsRecordedAlthoughItIsWell() throws IOException, BadRecordingException {
        var film = folder.resolve("chosen.ndjson");
        assertThat(Main.execute("--seed=2", "--record=" + film)).isZero();
        var recording = Recording.read(film);
        assertThat(recording.title()).isEqualTo("seed 2");
        assertThat(recording.pages()).isGreaterThan(20);
        assertThat(Files.size(film)).isLessThan(4 << 20);
        assertThat(Main.execute("--record=" + film)).isEqualTo(2);
    }

    /** It fails again while it is recorded, and the film ends with what it fails for. */
    @Test
    void oneThatFailsEndsWithWhatItFailsFor() throws IOException, BadRecordingException {
        var film = folder.resolve("fails.ndjson");
        var forgetful = new Seams() {
            @Override
            public Message apply(Batch batch, Function<Batch, Message> state) {
                var kept = batch.events().stream().skip(1).toList();
                return state.apply(
                        batch.between(batch.after(), batch.to()).events(kept).build());
            }
        };
        var failing = LongStream.rangeClosed(1, 10)
                .filter(seed -> fails(seed, forgetful))
                .findFirst()
                .orElseThrow();
        assertThatThrownBy(() -> new SeedRun(SeedPlan.of(failing), forgetful, null).runOnFilm(film))
                .isInstanceOf(Violation.class);
        assertThat(Recording.read(film).marks()).isPositive();
        assertThat(Files.readString(film)).contains("\"kind\":\"violation\",\"text\":\"fails: ");
    }

    private static boolean fails(long seed, Seams seams) {
        try {
            new SeedRun(SeedPlan.of(seed), seams, null).run();
            return false;
        } catch (Violation e) {
            return true;
        }
    }
}
