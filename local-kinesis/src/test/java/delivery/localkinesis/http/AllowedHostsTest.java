package delivery.localkinesis.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.handler.codec.http.DefaultHttpHeaders;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AllowedHostsTest {
    private final AllowedHosts here =
            new AllowedHosts("127.0.0.1", Set.of("kinesis.test"), Set.of("http://page.test:3000"));
    private final AllowedHosts everywhere = new AllowedHosts("0.0.0.0", Set.of(), Set.of());

    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1:4567",
                "127.8.9.1",
                "[::1]:4567",
                "[0:0:0:0:0:0:0:1]",
                "localhost",
                "LocalHost:80",
                "localhost.:4567",
                "kinesis.us-east-1.localhost:4567",
                "kinesis.test:1"
            })
    void namesOfThisMachineAndThoseThatWereAllowedAreOurs(String host) {
        assertThat(answer(here, host)).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "evil.example.com:4567",
                "127.0.0.1.evil.com",
                "localhost.evil.com",
                "notlocalhost",
                "evil",
                "10.0.0.1",
                "0.0.0.0:4567",
                "[::]:4567",
                "[2001:db8::1]",
                "127.0.0.1:4567:80",
                "127.0.0.1@evil.com",
                "a b",
                ""
            })
    void othersAreNot(String host) {
        assertThat(answer(here, host)).isEqualTo(421);
    }

    @ParameterizedTest
    @CsvSource({
        "local-kinesis:4567, 200",
        "10.0.0.1:4567, 200",
        "0.0.0.0:4567, 200",
        "'[2001:db8::1]', 200",
        "localhost, 200",
        "evil.example.com, 421",
        "10.0.0.1.evil.com, 421",
        "ai.evil, 421"
    })
    void openToOthersItIsCalledByAnyAddressAndByNamesWithoutADot(String host, int status) {
        assertThat(answer(everywhere, host)).isEqualTo(status);
    }

    @Test
    void theNameItIsBoundToIsOurs() {
        assertThat(answer(new AllowedHosts("Kinesis.Example.com", Set.of(), Set.of()), "kinesis.example.com:1"))
                .isEqualTo(200);
    }

    @Test
    void aRequestNeedsOneHost() {
        var two = new DefaultHttpHeaders().add("Host", "localhost").add("Host", "evil.com");
        assertThat(here.refusal(two).status().code()).isEqualTo(421);
        assertThat(here.refusal(new DefaultHttpHeaders()).status().code()).isEqualTo(421);
    }

    @ParameterizedTest
    @CsvSource({
        "http://page.test:3000, 200",
        "http://page.test, 403",
        "https://page.test:3000, 403",
        "http://evil.com, 403",
        "http://127.0.0.1:3000, 200",
        "http://127.0.0.1.evil.com, 403",
        "http://localhost.evil.com, 403",
        "http://localhost:80@evil.com, 403",
        "file://, 403",
        "ftp://localhost, 403",
        "anybody, 200",
        "http://203.0.113.7:4567, 403",
        "null, 403",
        "'', 403",
        "http://localhost:4567, 200",
        "https://localhost:4567, 200"
    })
    void aPageMayAskIfItsOriginWasAllowedOrIsThisServer(String origin, int status) {
        assertThat(answer(here, "localhost:4567", origin)).isEqualTo(status);
    }

    @Test
    void refusalsNameTheFlag() {
        assertThat(here.refusal(headers("evil.com:80", null)).line())
                .isEqualTo("this server is not called evil.com: if it is, start it with --allowed-host evil.com");
        assertThat(here.refusal(headers("localhost", "http://evil.com")).line()).contains("--allowed-origin");
    }

    @Test
    void hostsAndOriginsAreReadAsBrowsersWriteThem() {
        assertThat(AllowedHosts.host("Kinesis.Test")).isEqualTo("kinesis.test");
        assertThat(AllowedHosts.host("[2001:DB8::1]")).isEqualTo("2001:db8::1");
        assertThat(AllowedHosts.origin("HTTP://LocalHost:80/")).isEqualTo("http://localhost");
        assertThat(AllowedHosts.origin("https://a.test:443")).isEqualTo("https://a.test");
        assertThat(AllowedHosts.origin("http://[::1]:3000")).isEqualTo("http://[::1]:3000");
        assertThatThrownBy(() -> AllowedHosts.origin("null")).isInstanceOf(IllegalArgumentException.class);
    }

    private static int answer(AllowedHosts allowedHosts, String host) {
        return answer(allowedHosts, host, null);
    }

    private static int answer(AllowedHosts allowedHosts, String host, String origin) {
        var refusal = allowedHosts.refusal(headers(host, origin));
        return refusal == null ? 200 : refusal.status().code();
    }

    private static DefaultHttpHeaders headers(String host, String origin) {
        var headers = new DefaultHttpHeaders();
        headers.set("Host", host);
        if (origin != null) {
            headers.set("Origin", origin);
        }
        return headers;
    }
}
