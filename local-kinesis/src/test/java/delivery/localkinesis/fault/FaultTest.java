package delivery.localkinesis.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FaultTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "put:throttle=0.05",
                "PutRecords:timeout,every=10",
                "all:reset,first=3",
                "get:error,from=10000ms,until=20000ms",
                "get:latency=0.5,delay=250ms",
                "put:partial,share=0.3",
                "get:empty=0.2",
                "get:expire,age=30000ms",
                "list:stale,age=5000ms",
                "control:unavailable"
            })
    void isReadAndWrittenTheSame(String text) {
        assertThat(Fault.parse(text)).hasToString(text);
        assertThat(Fault.parse(Fault.parse(text).toString())).isEqualTo(Fault.parse(text));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "throttle | is not ON:KIND",
                "puts:throttle | neither an operation",
                "put:slow | is not a fault",
                "put:throttle=2 | not between 0 and 1",
                "put:throttle=x | not between 0 and 1",
                "put:throttle=NaN | not between 0 and 1",
                "get:partial | happens to PutRecords only",
                "put:empty | happens to GetRecords only",
                "put:latency | needs a delay",
                "list:stale | needs an age",
                "put:throttle,every=0 | not a number of calls",
                "put:throttle,from=soon | not a time",
                "put:throttle,from=9s,until=9s | is not after",
                "put:throttle,delay=1s | means nothing to throttle",
                "put:throttle,twice=1 | is not every"
            })
    void whatIsNotOfTheGrammarIsSaidInOneLine(String text, String named) {
        assertThatThrownBy(() -> Fault.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(named)
                .message()
                .doesNotContain("\n");
    }
}
