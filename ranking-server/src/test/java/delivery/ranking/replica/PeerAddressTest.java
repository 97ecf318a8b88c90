package delivery.ranking.replica;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PeerAddressTest {
    private final PeerAddress.Converter converter = new PeerAddress.Converter();

    @ParameterizedTest
    @ValueSource(strings = {"http://other:8080", "https://10.0.0.7:8443", "http://[::1]:8080", "http://other"})
    void isWhereAPageIs(String text) {
        assertThat(converter.convert(text)).hasToString(text);
        assertThat(converter.convert(text + "/")).hasToString(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "other",
                "other:8080",
                "ftp://other",
                "http://",
                "http://other/page",
                "http://u@other",
                "http://a b",
                "http://other?x",
                "http://other#x"
            })
    void nothingElseIs(String text) {
        assertThatThrownBy(() -> converter.convert(text)).hasMessageContaining("such as http://other:8080");
    }
}
