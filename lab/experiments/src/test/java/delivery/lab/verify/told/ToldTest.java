package delivery.lab.verify.told;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import delivery.localkinesis.api.NewRecord;
import delivery.localkinesis.engine.Engine;
import delivery.localkinesis.engine.EngineOptions;
import delivery.localkinesis.scenario.ScenarioClock;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ToldTest {
    private static final String ONE = "v-0a1b2c3d-1";
    private static final String TWO = "v-0a1b2c3d-2";

    private final List<String> told = new CopyOnWriteArrayList<>();

    @Test
    void aFileIsReadAsItGrowsAndAnewIfItWasMadeAnew(@TempDir Path folder) throws IOException {
        var path = folder.resolve("accepted.txt");
        var file = new ToldByFile(path, told::add);
        assertThat(path).isEmptyFile();
        Files.writeString(path, "accepted " + ONE + "\naccepted v-0a1b2c3d-", StandardOpenOption.APPEND);
        file.read();
        assertThat(told).containsExactly(ONE);
        Files.writeString(path, "2\n", StandardOpenOption.APPEND);
        file.read();
        assertThat(told).containsExactly(ONE, TWO);
        Files.delete(path);
        file.read();
        Files.writeString(path, "accepted v-0a1b2c3d-3\n");
        file.read();
        assertThat(told).endsWith("v-0a1b2c3d-3").hasSize(3);
    }

    @Test
    void aSinksRecordTellsEachIdInItOnce() {
        var clock = new ScenarioClock(1);
        var engine = new Engine(clock, new Random(1), EngineOptions.DEFAULT);
        engine.createActiveStream("sink", 2);
        var sink = new ToldBySink(engine, "sink", (id, shard) -> told.add(id));
        for (var data : List.of("{\"id\":\"" + ONE + "\",\"key\":\"" + ONE + "\"}", TWO, "nothing")) {
            engine.putRecord("sink", new NewRecord(data.getBytes(UTF_8), data));
        }
        sink.look();
        assertThat(told).containsExactlyInAnyOrder(ONE, TWO);
        clock.jump(Duration.ofSeconds(1));
        sink.look();
        assertThat(told).hasSize(2);
    }

    @Test
    void aPostTellsItsLinesAndTheLastNeedsNoEnd() throws Exception {
        try (var http = new ToldByHttp(told::add, new Cpu())) {
            assertThat(post(http.url(), "accepted " + ONE + "\nhello\naccepted " + TWO))
                    .isEqualTo(204);
            assertThat(told).containsExactly(ONE, TWO);
            assertThat(post(http.url().resolve("/elsewhere"), "accepted " + ONE))
                    .isEqualTo(404);
            assertThat(told).hasSize(2);
        }
    }

    @Test
    void whoHasStoppedInTheMiddleOfAPostHoldsUpNobody() throws Exception {
        try (var http = new ToldByHttp(told::add, new Cpu());
                var frozen = new Socket(http.url().getHost(), http.url().getPort())) {
            frozen.getOutputStream()
                    .write("POST /accepted HTTP/1.1\r\nHost: x\r\nContent-Length: 99\r\n\r\nacc".getBytes(UTF_8));
            assertThat(post(http.url(), "accepted " + TWO)).isEqualTo(204);
            assertThat(told).containsExactly(TWO);
        }
    }

    private static int post(URI url, String body) throws IOException, InterruptedException {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(url)
                                .POST(HttpRequest.BodyPublishers.ofString(body))
                                .build(),
                        HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }
}
