package delivery.it;

import static org.assertj.core.api.Assertions.assertThat;

import delivery.app.StopSignal;
import delivery.app.tls.TestCertificate;
import delivery.lab.launcher.Launcher;
import delivery.lab.launcher.Suite;
import delivery.lab.launcher.Wiring;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A token lets in who knows it, and is to be seen nowhere: in no log, also at debug, no metric, no page, no error line, no
 * command line; nor is the key of the certificate that it goes under.
 */
@Timeout(180)
class TokenIT {
    private static final String RIGHT = "canary-of-the-server-5e1f";
    private static final String WRONG = "canary-of-a-stranger-77ac";

    @TempDir
    Path folder;

    /** A line of the server's. */
    private String key;

    @Test
    void aTokenLetsInWhoKnowsItAndIsToBeSeenNowhere() throws Exception {
        var right = tokenFile("right", RIGHT);
        var wrong = tokenFile("wrong", WRONG);
        var shown = TestCertificate.server(folder);
        key = Files.readAllLines(shown.key()).get(1);
        var ca = shown.authority().toString();
        var launcher = Launcher.in(Started.ROOT, folder.resolve("logs"), new StopSignal());
        try (var suite = new Suite(launcher, Suite.STREAM, Wiring.DIRECT).startKinesis(1)) {
            suite.in(Map.of("DELIVERY_LOG_LEVEL", "debug"));
            suite.startServer(
                    "--bind",
                    "0.0.0.0",
                    "--token-file",
                    right,
                    "--tls-cert",
                    shown.certificate().toString(),
                    "--tls-key",
                    shown.key().toString());
            suite.startConsumer("with", "--shard", "0", "--token-file", right, "--server-ca", ca);
            var without = suite.startConsumer(
                    "without", "--shard", "0", "--takeover", "--token-file", wrong, "--server-ca", ca);
            assertThat(without.awaitExit()).isEqualTo(1);
            assertThat(without.stderr()).contains("token");
            var inClear = suite.startConsumer("in-clear", "--shard", "0", "--token-file", right);
            assertThat(inClear.awaitExit()).isEqualTo(4);
            assertThat(inClear.stderr()).contains("that port wants TLS, give --server-ca");
            assertThat(suite.startConsumer("confused", "--shard", "0", "--token-file", right, "--server-ca", right)
                            .awaitExit())
                    .isEqualTo(2);
            var producer = suite.run("producer-main", "--count", "10", "--rate", "100");
            assertThat(producer.awaitExit()).isZero();
            assertThat(suite.audit("--token-file", right, "--server-ca", ca).awaitExit())
                    .isZero();
            assertThat(suite.audit("--token-file", wrong, "--server-ca", ca).awaitExit())
                    .isEqualTo(2);
            var auditInClear = suite.audit("--token-file", right);
            assertThat(auditInClear.awaitExit()).isEqualTo(2);
            assertThat(auditInClear.stderr()).contains("speaks TLS: give --server-ca");

            var metrics = suite.page().resolve("/metrics");
            var refused = get(shown, metrics, WRONG);
            assertThat(refused.statusCode()).isEqualTo(401);
            assertThat(refused.body()).doesNotContain(RIGHT, WRONG);
            for (var path : List.of("/metrics", "/", "/api/ranking", "/api/history", "/healthz")) {
                var answer = get(shown, suite.page().resolve(path), RIGHT);
                assertThat(answer.statusCode()).as(path).isEqualTo(200);
                assertThat(answer.body() + answer.headers().map()).doesNotContain(RIGHT, WRONG, key);
            }
            assertThat(commandLines()).isNotEmpty().noneMatch(this::shows);
        }
        assertThat(logs()).hasSizeGreaterThan(12).noneMatch(this::shows);
    }

    private boolean shows(String text) {
        return text.contains(RIGHT) || text.contains(WRONG) || text.contains(key);
    }

    private String tokenFile(String name, String token) throws IOException {
        var file = Files.createFile(
                folder.resolve(name),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        return Files.writeString(file, token + "\n").toString();
    }

    private static HttpResponse<String> get(TestCertificate trusted, URI uri, String token) throws Exception {
        var request = HttpRequest.newBuilder(uri).header("Authorization", "Bearer " + token);
        return HttpClient.newBuilder()
                .sslContext(trusted.trust().context())
                .build()
                .send(request.build(), BodyHandlers.ofString());
    }

    /** Of all that this test has started and that still runs. */
    private static List<String> commandLines() throws IOException {
        var lines = new ArrayList<String>();
        for (var child : ProcessHandle.current().children().toList()) {
            lines.add(Files.readString(Path.of("/proc/" + child.pid() + "/cmdline"), StandardCharsets.ISO_8859_1));
        }
        return lines;
    }

    private List<String> logs() throws IOException {
        var texts = new ArrayList<String>();
        try (var files = Files.walk(folder.resolve("logs"))) {
            for (var file : files.filter(Files::isRegularFile).toList()) {
                texts.add(Files.readString(file, StandardCharsets.ISO_8859_1));
            }
        }
        return texts;
    }
}
