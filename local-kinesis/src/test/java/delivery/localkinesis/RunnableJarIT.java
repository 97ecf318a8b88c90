package delivery.localkinesis;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import software.amazon.awssdk.http.Protocol;

/** The jar as people start it: what was left out of it to keep it small is not missed. */
@Timeout(60)
class RunnableJarIT {
    @Test
    void theJarSpeaksTlsAndSaysWhere() throws Exception {
        var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        var process = new ProcessBuilder(
                        java, "-jar", "target/local-kinesis.jar", "--port", "0", "--tls-port", "0", "--stream", "a:1")
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try (var out = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            assertThat(out.readLine()).matches("local-kinesis listening on http://127\\.0\\.0\\.1:\\d+");
            assertThat(out.readLine()).startsWith("export ");
            var tls = out.readLine();
            assertThat(tls).matches("with TLS \\(self-signed\\) on https://127\\.0\\.0\\.1:\\d+");
            var endpoint = URI.create(tls.substring(tls.indexOf("https")));
            try (var client = new SdkClients(endpoint, Protocol.HTTP2)) {
                assertThat(client.kinesis.listStreams().join().streamNames()).containsExactly("a");
            }
        } finally {
            process.destroy();
            assertThat(process.waitFor()).isIn(0, 143);
        }
    }
}
