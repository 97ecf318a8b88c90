package delivery.lab.demo;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.net.URI;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
class HarmDoorTest {
    private static final URI PAGE = URI.create("http://127.0.0.1:8080/");
    private static final String ORIGIN = "http://127.0.0.1:8080";

    private final HarmDoor door = HarmDoor.open();
    private final String address = door.url().replace("http://", "");
    private final String token = door.link(PAGE).getFragment().replace("hurt=", "");

    private record Answer(int status, String head, String body) {}

    @BeforeEach
    void letIn() {
        door.letIn(PAGE);
    }

    @AfterEach
    void close() {
        door.close();
    }

    private Answer ask(String method, String path, String body, String... headers) throws IOException {
        try (var socket = new Socket("127.0.0.1", URI.create(door.url()).getPort())) {
            var lines = new ArrayList<>(List.of(method + " " + path + " HTTP/1.1"));
            lines.addAll(List.of(headers));
            lines.addAll(List.of("Content-Length: " + body.length(), "Connection: close", "", body));
            socket.getOutputStream().write(String.join("\r\n", lines).getBytes(UTF_8));
            var text = new String(socket.getInputStream().readAllBytes(), UTF_8);
            var end = text.indexOf("\r\n\r\n");
            return new Answer(Integer.parseInt(text.substring(9, 12)), text.substring(0, end), text.substring(end + 4));
        }
    }

    private Answer hurt(String fault) throws IOException {
        return post("/hurt", "{\"fault\":\"" + fault + "\"}");
    }

    private Answer post(String path, String body) throws IOException {
        return ask("POST", path, body, "Host: " + address, "Origin: " + ORIGIN, "Authorization: Bearer " + token);
    }

    private void assertRefused(Answer answer, int status, String words) {
        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.body()).contains(words).endsWith("\n").hasLineCount(1).doesNotContain(token);
        assertThat(door.take()).isEmpty();
    }

    @Test
    void whatThePageAsksForIsTakenOneAfterTheOther() throws IOException {
        assertThat(hurt("kill-server").status()).isEqualTo(202);
        assertThat(hurt("split").status()).isEqualTo(202);
        assertThat(door.take()).contains(Harm.KILL_SERVER);
        assertThat(door.take()).contains(Harm.SPLIT);
        assertThat(door.take()).isEmpty();
    }

    @Test
    void itTellsWhatWasPublishedLast() throws IOException {
        assertThat(post("/state", "{}").body()).isEqualTo("{\"faults\":[],\"log\":[]}");
        door.publish(Map.of("log", List.of("news")));
        var answer = post("/state", "{}");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("{\"log\":[\"news\"]}");
        assertThat(answer.head().toLowerCase(Locale.ROOT))
                .contains("access-control-allow-origin: " + ORIGIN, "cache-control: no-store", "vary: origin");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "Authorization: Bearer ",
                "Authorization: Bearer AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
                "Authorization: Basic AAAA",
                "Authorization: nonsense"
            })
    void withoutItsTokenNothingIsDoneOrTold(String authorization) throws IOException {
        for (var path : List.of("/hurt", "/state")) {
            var body = "{\"fault\":\"kill-server\"}";
            var answer = authorization.isEmpty()
                    ? ask("POST", path, body, "Host: " + address, "Origin: " + ORIGIN)
                    : ask("POST", path, body, "Host: " + address, "Origin: " + ORIGIN, authorization);
            assertRefused(answer, 401, "open the link that this demo printed");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://127.0.0.1:8081",
                "http://localhost:8081",
                "https://127.0.0.1:8080",
                "http://evil.example",
                "http://127.0.0.1:8080.evil.example",
                "null",
                ""
            })
    void pagesOfOthersAreRefusedWhateverTheyKnow(String origin) throws IOException {
        var answer = ask(
                "POST",
                "/hurt",
                "{\"fault\":\"kill-server\"}",
                "Host: " + address,
                "Origin: " + origin,
                "Authorization: Bearer " + token);
        assertRefused(answer, 403, "only the page of this demo");
        assertThat(answer.head()).doesNotContain("Allow-Origin");
    }

    @Test
    void whoSaysNoOriginIsNoPageOfOurs() throws IOException {
        var answer = ask(
                "POST", "/hurt", "{\"fault\":\"kill-server\"}", "Host: " + address, "Authorization: Bearer " + token);
        assertRefused(answer, 403, "only the page of this demo");
    }

    /** DNS rebinding: a name of somebody else's that leads here. */
    @ParameterizedTest
    @ValueSource(strings = {"evil.example", "127.0.0.1", "127.0.0.1:1", "localhost.evil.example"})
    void otherNamesOfTheHostAreRefused(String host) throws IOException {
        var answer = ask(
                "POST",
                "/hurt",
                "{\"fault\":\"kill-server\"}",
                "Host: " + host,
                "Origin: " + ORIGIN,
                "Authorization: Bearer " + token);
        assertRefused(answer, 421, "not a name of this launcher");
    }

    @ParameterizedTest
    @CsvSource({"GET, /hurt", "GET, /state", "PUT, /hurt", "DELETE, /state", "GET, /"})
    void nothingButAPostIsAnswered(String method, String path) throws IOException {
        var answer = ask(method, path, "", "Host: " + address, "Origin: " + ORIGIN, "Authorization: Bearer " + token);
        assertRefused(answer, 405, "POST to /hurt or /state");
    }

    @Test
    void aFaultThatThereIsNotIsRefused() throws IOException {
        for (var body : List.of(
                "{\"fault\":\"kill-everyone\"}",
                "{\"fault\":[]}",
                "{}",
                "not JSON",
                "",
                "{\"fault\":\"" + "x".repeat(2_000) + "\"}")) {
            assertRefused(post("/hurt", body), 400, "no fault that there is");
        }
        assertRefused(post("/elsewhere", "{}"), 404, "POST to /hurt or /state");
    }

    @Test
    void whoClicksFasterThanItCanBeDoneIsTold() throws IOException {
        for (var n = 0; n < 8; n++) {
            assertThat(hurt("kill-server").status()).isEqualTo(202);
        }
        var answer = hurt("kill-server");
        assertThat(answer.status()).isEqualTo(429);
        assertThat(answer.body()).isEqualTo("8 faults wait already: try again in a moment\n");
    }

    @Test
    void beforeItKnowsItsPageNobodyIsLetIn() throws IOException {
        try (var early = HarmDoor.open();
                var socket = new Socket("127.0.0.1", URI.create(early.url()).getPort())) {
            socket.getOutputStream()
                    .write(("POST /state HTTP/1.1\r\nHost: " + early.url().replace("http://", "") + "\r\nOrigin: "
                                    + ORIGIN + "\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
                            .getBytes(UTF_8));
            assertThat(new String(socket.getInputStream().readAllBytes(), UTF_8))
                    .startsWith("HTTP/1.1 403");
        }
    }

    @Test
    void aBrowserThatAsksFirstIsToldWhatThePageMaySay() throws IOException {
        var answer = ask(
                "OPTIONS",
                "/hurt",
                "",
                "Host: " + address,
                "Origin: http://localhost:8080",
                "Access-Control-Request-Method: POST");
        assertThat(answer.status()).isEqualTo(204);
        assertThat(answer.head().toLowerCase(Locale.ROOT))
                .contains(
                        "access-control-allow-origin: http://localhost:8080",
                        "access-control-allow-methods: post",
                        "access-control-allow-headers: authorization, content-type");
    }

    @Test
    void itListensOnTheLoopbackAddressAlone() throws IOException {
        var port = URI.create(door.url()).getPort();
        for (var network : Collections.list(NetworkInterface.getNetworkInterfaces())) {
            for (var each : Collections.list(network.getInetAddresses())) {
                if (!each.equals(InetAddress.getByName("127.0.0.1"))) {
                    assertThat(answers(each, port)).as(each.toString()).isFalse();
                }
            }
        }
    }

    private static boolean answers(InetAddress address, int port) {
        try (var socket = new Socket(address, port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }
}
