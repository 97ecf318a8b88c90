package delivery.it;

import static org.assertj.core.api.Assertions.assertThat;

import delivery.app.StopSignal;
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

/** A token lets in who knows it, and is to be seen nowhere: in no log, also at debug, no metric, no command line. */
@Timeout(180)
class TokenIT {
    private static final String RIGHT = "canary-of-the-server-5e1f";
    private static final String WRONG = "canary-of-a-stranger-77ac";

    @TempDir
    Path folder;

    @Test
    void aTokenLetsInWhoKnowsItAndIsToBeSeenNowhere() throws Exception {
        var right = tokenFile("right", RIGHT);
        var wrong = tokenFile("wrong", WRONG);
        var launcher = Launcher.in(Started.ROOT, folder.resolve("logs"), new StopSignal());
        try (var suite = new Suite(launcher, Suite.STREAM, Wiring.DIRECT).startKinesis(1)) {
            suite.in(Map.of("DELIVERY_LOG_LEVEL", "debug"));
            suite.startServer("--bind", "0.0.0.0", "--token-file", right);
            suite.startConsumer("with", "--shard", "0", "--token-file", right);
            var without = suite.startConsumer("without", "--shard", "0", "--takeover", "--token-file", wrong);
            assertThat(without.awaitExit()).isEqualTo(1);
            assertThat(without.stderr()).contains("token");
            var producer = suite.run("producer-main", "--count", "10", "--rate", "100");
            assertThat(producer.awaitExit()).isZero();
            assertThat(suite.audit("--token-file", right).awaitExit()).isZero();
            assertThat(suite.audit("--token-file", wrong).awaitExit()).isEqualTo(2);

            var metrics = suite.page().resolve("/metrics");
            assertThat(get(metrics, WRONG).statusCode()).isEqualTo(401);
            var shown = get(metrics, RIGHT);
            assertThat(shown.statusCode()).isEqualTo(200);
            assertThat(shown.body() + get(suite.page(), RIGHT).body()).doesNotContain(RIGHT, WRONG);
            assertThat(commandLines()).isNotEmpty().noneMatch(TokenIT::shows);
        }
        assertThat(logs()).hasSizeGreaterThan(8).noneMatch(TokenIT::shows);
    }

    private static boolean shows(String text) {
        return text.contains(RIGHT) || text.contains(WRONG);
    }

    private String tokenFile(String name, String token) throws IOException {
        var file = Files.createFile(
                folder.resolve(name),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        return Files.writeString(file, token + "\n").toString();
    }

    private static HttpResponse<String> get(URI uri, String token) throws Exception {
        var request = HttpRequest.newBuilder(uri).header("Authorization", "Bearer " + token);
        return HttpClient.newHttpClient().send(request.build(), BodyHandlers.ofString());
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
