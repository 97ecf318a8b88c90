package delivery.experiments;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class CommandLineTest {
    /** Nothing is started for it. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "cuhrn",
                "churn --operations=0",
                "churn --operations=-4",
                "churn --operations=many",
                "churn --rate=0",
                "churn --rate=99999999",
                "churn --seed=x",
                "churn --endpoint-url=localhost",
                "routing --operations=5",
                "routing --seed=5",
                "routing --long"
            })
    void whatIsNoExperimentIsBadUsage(String words) {
        assertThat(new Main().execute(words.isEmpty() ? new String[0] : words.split(" ")))
                .isEqualTo(2);
    }
}
