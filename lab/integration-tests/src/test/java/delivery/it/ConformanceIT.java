package delivery.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import delivery.localkinesis.conformance.Case;
import delivery.localkinesis.conformance.Cases;
import delivery.localkinesis.conformance.Differences;
import delivery.localkinesis.conformance.Probe;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The table that holds for local-kinesis, against an implementation that is not ours: what it does otherwise is known,
 * and in docs/local-kinesis.md.
 */
class ConformanceIT {
    private static KinesisLocal kinesis;
    private static Probe probe;

    static List<Case> cases() {
        return Cases.all();
    }

    @BeforeAll
    static void start() throws IOException {
        var missing = KinesisLocal.missing();
        assumeThat(missing).as(missing).isNull();
        kinesis = KinesisLocal.start();
        probe = new Probe(kinesis.endpoint());
    }

    @AfterAll
    static void stop() {
        if (kinesis != null) {
            probe.close();
            kinesis.close();
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void asKinesisDoesOrAsIsKnown(Case one) {
        assertThat(probe.observe(one)).isEqualTo(Differences.kinesisLocal(one));
    }
}
