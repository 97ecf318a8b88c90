package delivery.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CommandLineTest {
    /** Of none, none fails: that would pass. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "--seeds=-4",
                "--seeds=0",
                "--seeds=many",
                "--seeds=",
                "--threads=0",
                "--threads=-1",
                "--seed=x",
                "--trace",
                "--sedes=1"
            })
    void whatIsNoWorldIsBadUsage(String flag) {
        assertThat(Main.execute(flag)).isEqualTo(2);
    }

    @Test
    void oneWorldAndManyExcludeEachOther() {
        assertThat(Main.execute("--seed=1", "--seeds=5")).isEqualTo(2);
    }

    @Test
    void aWorldThatIsWellEndsWithZero() {
        assertThat(Main.execute("--seed=1")).isZero();
    }
}
