package delivery.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class SimulationTest {
    private static final int THREADS = Runtime.getRuntime().availableProcessors();

    @BeforeAll
    static void beQuiet() {
        Main.beQuiet();
    }

    @Test
    void nothingIsLostAndNothingCountedTwiceInAThousandWorlds() {
        var tally = new Simulation(Simulation::world).run(1, 1_000, THREADS);
        tally.print(System.out);
        assertThat(tally.failures())
                .as("each is repeated by scripts/simulate.sh --seed S --trace")
                .isEmpty();
        assertThat(tally.duplicates()).as("duplicates, so that the test bites").isPositive();
        for (var fault : Fault.values()) {
            assertThat(tally.faults(fault)).as("%s", fault).isPositive();
        }
    }

    @Test
    void theSameSeedIsTheSameWorld() {
        LongStream.rangeClosed(1, 20).forEach(seed -> assertThat(hash(seed)).isEqualTo(hash(seed)));
        assertThat(LongStream.rangeClosed(1, 20).map(SimulationTest::hash).distinct())
                .hasSize(20);
    }

    @Test
    void anotherJvmMakesTheSameWorld() {
        assertThat(outputOfAnotherJvm("--seed", "7")).contains(String.format(Locale.ROOT, "trace hash %016x", hash(7)));
    }

    private static long hash(long seed) {
        return Simulation.world(seed).run().traceHash();
    }

    private static String outputOfAnotherJvm(String... args) {
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                Main.class.getName()));
        command.addAll(List.of(args));
        try {
            var process = new ProcessBuilder(command).redirectErrorStream(true).start();
            return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
