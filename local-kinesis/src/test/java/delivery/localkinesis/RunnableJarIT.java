package delivery.localkinesis;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import software.amazon.awssdk.http.Protocol;

/** The jar as people start it: what was left out of it to keep it small is not missed. */
@Timeout(60)
class RunnableJarIT {
    /** Where digits are others, the time is shifted in summer and bytes are not UTF-8. */
    @Test
    void theJarServesInAnyLocaleZoneAndCharset() throws Exception {
        var process = start(
                "-Duser.language=ar",
                "-Duser.country=EG",
                "-Duser.timezone=Africa/Cairo",
                "-Dfile.encoding=ISO-8859-1");
        try (var out = process.getInputStream()) {
            var text = new StringBuilder();
            for (var lines = 0; lines < 3; ) {
                var next = out.read();
                assertThat(next).isNotNegative();
                text.append((char) next);
                lines += next == '\n' ? 1 : 0;
            }
            var tls = text.toString().lines().skip(2).findFirst().orElseThrow();
            var endpoint = URI.create(tls.substring(tls.indexOf("https")));
            try (var client = new SdkClients(endpoint, Protocol.HTTP2)) {
                var put = client.kinesis
                        .putRecord(r -> r.streamName("a")
                                .partitionKey("\u0663")
                                .data(software.amazon.awssdk.core.SdkBytes.fromUtf8String("\u0663")))
                        .join();
                assertThat(put.shardId()).isEqualTo("shardId-000000000000");
                var iterator = client.kinesis
                        .getShardIterator(r -> r.streamName("a")
                                .shardId(put.shardId())
                                .shardIteratorType("AT_SEQUENCE_NUMBER")
                                .startingSequenceNumber(put.sequenceNumber()))
                        .join()
                        .shardIterator();
                var record = client.kinesis
                        .getRecords(r -> r.shardIterator(iterator))
                        .join()
                        .records()
                        .get(0);
                assertThat(record.partitionKey()).isEqualTo("\u0663");
                assertThat(record.data().asUtf8String()).isEqualTo("\u0663");
            }
        } finally {
            process.destroy();
            assertThat(process.waitFor()).isIn(0, 143);
        }
    }

    @Test
    void theJarSpeaksTlsAndSaysWhere() throws Exception {
        var process = start();
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

    /** Not by the lab's launcher: the lab is built after this module, and of it. */
    private static Process start(String... options) throws IOException {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(options));
        command.addAll(
                List.of("-jar", "target/local-kinesis.jar", "--port", "0", "--tls-port", "0", "--stream", "a:1"));
        return new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }
}
