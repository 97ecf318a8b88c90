package delivery.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import delivery.app.StopSignal;
import delivery.lab.launcher.Launcher;
import delivery.simulation.world.Mishap;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SimulationTest {
    private static final int THREADS = Runtime.getRuntime().availableProcessors();

    @BeforeAll
    static void beQuiet() {
        Main.beQuiet();
    }

    @Test
    void nothingIsLostAndNothingCountedTwiceInAThousandWorlds() {
        var tally = new Simulation(SeedRun::of).run(1, 1_000, THREADS);
        tally.print(System.out, Map.of());
        assertThat(tally.failures())
                .as("each is repeated by scripts/simulate.sh --seed S --trace")
                .isEmpty();
        assertThat(tally.duplicates()).as("duplicates, so that the test bites").isPositive();
        for (var fault : Mishap.values()) {
            assertThat(tally.faults(fault)).as("%s", fault).isPositive();
        }
    }

    /** docs/replicas.md says how to run ten thousand. */
    @Test
    void twoServersComeToTheSameWhicheverIsKilled() {
        var tally = new Simulation(seed -> SeedRun.of(seed, 2, 1)).run(1, 60, THREADS);
        tally.print(System.out, Map.of());
        assertThat(tally.failures())
                .as("each is repeated by scripts/simulate.sh --replicas 2 --seed S --trace")
                .isEmpty();
        assertThat(tally.faults(Mishap.SERVER_KILLED)).isPositive();
    }

    /** An order with two drivers is a conflict, of which the ranking must have none. */
    @Test
    void fourProcessesOfDriversTakeNoOrderTwiceWhicheverIsKilled() {
        var tally = new Simulation(seed -> SeedRun.of(seed, 1, 4)).run(1, 50, THREADS);
        tally.print(System.out, Map.of());
        assertThat(tally.failures())
                .as("each is repeated by scripts/simulate.sh --driver-processes 4 --seed S --trace")
                .isEmpty();
        assertThat(tally.faults(Mishap.DRIVERS_KILLED)).isPositive();
    }

    @Test
    void theSameSeedIsTheSameWorld() {
        LongStream.rangeClosed(1, 20).forEach(seed -> assertThat(hash(seed)).isEqualTo(hash(seed)));
        assertThat(LongStream.rangeClosed(1, 20).map(SimulationTest::hash).distinct())
                .hasSize(20);
    }

    @Test
    void anotherJvmMakesTheSameWorld(@TempDir Path folder) {
        try (var launcher = Launcher.in(folder, folder, new StopSignal())) {
            var other = launcher.command(
                    "simulation",
                    folder,
                    Map.of(),
                    List.of(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-XX:TieredStopAtLevel=1",
                            "-cp",
                            System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                            Main.class.getName(),
                            "--seed",
                            "7"));
            assertThat(other.awaitExit()).isZero();
            assertThat(other.stdout()).contains(String.format(Locale.ROOT, "trace hash %016x", hash(7)));
        }
    }

    private static long hash(long seed) {
        return SeedRun.of(seed).run().traceHash();
    }
}
