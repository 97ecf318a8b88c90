package delivery.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

class ServerAddressTest {
    private final ServerAddress.Converter converter = new ServerAddress.Converter();

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1:8888", "ranking-server:8888", "[::1]:8888"})
    void isWrittenAsItIsRead(String text) {
        assertThat(converter.convert(text)).hasToString(text);
    }

    @Test
    void bracketsAreNoPartOfTheHost() {
        assertThat(converter.convert("[::1]:8888").host()).isEqualTo("::1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "8888", ":8888", "host", "host:", "host:0", "host:65536", "host:http"})
    void anythingElseIsRefused(String text) {
        assertThatThrownBy(() -> converter.convert(text))
                .isInstanceOf(TypeConversionException.class)
                .hasMessageContaining("host:port");
    }
}
