package delivery.ranking.loop;

import static org.assertj.core.api.Assertions.assertThat;

import delivery.ranking.state.Snapshot;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MilestonesTest {
    private Duration now = Duration.ofSeconds(10);

    private static final class Server {
        private final Milestones milestones = new Milestones();
        private final List<Long> chosen = new ArrayList<>();

        void at(long positions, Duration now) {
            milestones.want(now);
            milestones.at(positions, now, () -> Snapshot.EMPTY);
            var milestone = milestones.take();
            if (milestone != null) {
                chosen.add(milestone.positions());
            }
        }
    }

    /** At one to a thousand batches a second: about one state a second, and the same ones. */
    @ParameterizedTest
    @ValueSource(ints = {1, 10, 100, 1_000})
    void twoServersChooseTheSameAboutOneASecond(int batchesASecond) {
        var random = new Random(3);
        var one = new Server();
        var other = new Server();
        var seconds = 120;
        for (var i = 0; i < seconds * batchesASecond; i++) {
            var positions = random.nextLong();
            now = now.plusNanos(1_000_000_000L / batchesASecond);
            one.at(positions, now);
            other.at(positions, now.plusMillis(random.nextInt(80)));
        }
        assertThat(one.chosen).hasSizeBetween(seconds / 8, seconds * 2);
        var common = new HashSet<>(one.chosen);
        common.retainAll(other.chosen);
        assertThat(common).hasSizeGreaterThan(seconds / 16);
    }

    @Test
    void whereNothingMovesThatIsChosenAndLookedAtAgainNowAndThen() {
        var server = new Server();
        server.at(6, now);
        server.chosen.clear();
        for (var i = 0; i < 120; i++) {
            server.at(6, now = now.plusMillis(100));
        }
        assertThat(server.chosen).containsOnly(6L).hasSizeBetween(2, 4);
    }

    @Test
    void nobodyWantsToKnowSoNothingIsFrozen() {
        var milestones = new Milestones();
        milestones.at(8, now, () -> {
            throw new AssertionError("frozen for nobody");
        });
        milestones.want(now);
        milestones.at(16, now.plus(Duration.ofMinutes(2)), () -> {
            throw new AssertionError("frozen for somebody who has gone");
        });
        assertThat(milestones.take()).isNull();
    }
}
