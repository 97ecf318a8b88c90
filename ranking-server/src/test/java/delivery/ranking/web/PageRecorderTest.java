package delivery.ranking.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import delivery.app.FakeTime;
import delivery.model.Events;
import delivery.model.RandomEvents;
import delivery.ranking.record.BadRecordingException;
import delivery.ranking.record.Recording;
import delivery.ranking.record.RecordingFile;
import delivery.ranking.state.Admission;
import delivery.ranking.state.DirectConsumer;
import delivery.ranking.state.Hellos;
import delivery.ranking.state.RankingPicture;
import delivery.ranking.state.RankingState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PageRecorderTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PACE = Duration.ofMillis(500);

    @TempDir
    private Path folder;

    private final FakeTime time = new FakeTime(Instant.ofEpochMilli(Events.START_MILLIS));
    private final RankingState state = new RankingState(new Admission("", null), 600, time);
    private final DirectConsumer consumer = new DirectConsumer(
            state, Hellos.of("shardId-000000000000").part(0, 1).acceptLoss());
    private RankingPicture picture;
    private Path path;
    private PageRecorder recorder;

    @BeforeEach
    void begin() {
        path = folder.resolve("run.ndjson");
        recorder = recorder(RecordingFile.create(path, 16 << 20, Events.START_MILLIS, ""));
    }

    private PageRecorder recorder(RecordingFile file) {
        return new PageRecorder(file, time.elapsed(), "run", () -> picture, time, PACE);
    }

    private void turn() {
        time.advance(PACE);
        state.advanceTo(time);
        picture = state.picture();
        assertThat(recorder.doWork()).isEqualTo(PACE);
    }

    private List<JsonNode> lines(String kind) throws IOException {
        var found = new ArrayList<JsonNode>();
        for (var line : Files.readAllLines(path)) {
            var json = JSON.readTree(line);
            if (json.has(kind)) {
                found.add(json);
            }
        }
        return found;
    }

    /** From every whole page on: so one may begin to look at any of them. */
    @Test
    void fromWhateverWholePageOneBeginsOneSeesWhatThePageShowedInTheEnd() throws IOException, BadRecordingException {
        var events = new RandomEvents(new Random(7));
        var view = new PageView("run", List.of(), new History());
        PagePicture shown = null;
        for (var step = 0; step < 200; step++) {
            consumer.bring(events.orderEvent());
            turn();
            shown = view.next(picture);
        }
        recorder.close();
        var expected = (ObjectNode) JSON.readTree(JsonBytes.of(PageJson.of(shown)));
        var drivers = PageJsonTest.driversOf(expected);
        expected.remove("drivers");
        var pages = lines("page");
        var begins = 0;
        for (var first = 0; first < pages.size(); first++) {
            if (pages.get(first).at("/page/whole").asBoolean()) {
                begins++;
                var page = (ObjectNode) pages.get(first).path("page").deepCopy();
                for (var change : pages.subList(first + 1, pages.size())) {
                    PageJsonTest.take(page, change.path("page"));
                }
                assertThat(PageJsonTest.driversOf(page)).isEqualTo(drivers);
                page.remove("drivers");
                assertThat(page).isEqualTo(expected);
            }
        }
        assertThat(begins).isEqualTo(100_000 / (int) PageRecorder.WHOLE_MILLIS);
        assertThat(pages).hasSize(200);
        assertThat(Recording.read(path).lastMillis()).isEqualTo(100_000);
    }

    @Test
    void whereNothingHasChangedNothingIsWritten() throws IOException {
        turn();
        var size = Files.size(path);
        recorder.doWork();
        recorder.close();
        assertThat(Files.size(path)).isEqualTo(size);
    }

    @Test
    void theEndOfAShardIsMarkedWithThoseThatGoOn() throws IOException {
        turn();
        consumer.bring(consumer.batch().event(Events.created(1)).end("shardId-000000000001", "shardId-000000000002"));
        turn();
        turn();
        recorder.close();
        assertThat(lines("mark").stream().map(JsonNode::toString))
                .containsExactly("{\"t\":1000,\"mark\":{\"kind\":\"shards\",\"text\":\"shard 0 has ended: shard 1 and"
                        + " shard 2 go on\"}}");
    }

    @Test
    void whatWasLostIsMarkedOnce() throws IOException {
        turn();
        consumer.bring(consumer.batch().to(7).gap(Events.START_MILLIS, Events.START_MILLIS + 1));
        turn();
        turn();
        recorder.close();
        assertThat(lines("mark")).hasSize(1);
        assertThat(lines("mark").get(0).at("/mark/kind").asText()).isEqualTo("loss");
    }

    @Test
    void aServerThatIsStartedAgainGoesOnWithAWholePage() throws IOException, BadRecordingException {
        turn();
        turn();
        recorder.close();
        recorder = recorder(RecordingFile.open(path, 16 << 20, Events.START_MILLIS));
        turn();
        recorder.close();
        assertThat(lines("again")).hasSize(1);
        var last = lines("page").get(2);
        assertThat(last.at("/page/whole").asBoolean()).isTrue();
        assertThat(last.path("t").asLong()).isGreaterThanOrEqualTo(1_500);
        assertThat(Recording.read(path).pages()).isEqualTo(3);
    }

    @Test
    void aFullFileEndsTheTurns() {
        recorder = recorder(RecordingFile.create(path, 1_000, Events.START_MILLIS, ""));
        picture = state.picture();
        assertThat(recorder.doWork()).isNull();
        recorder.close();
    }
}
