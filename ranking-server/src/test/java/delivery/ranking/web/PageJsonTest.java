package delivery.ranking.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import delivery.app.FakeTime;
import delivery.model.Events;
import delivery.model.RandomEvents;
import delivery.model.Region;
import delivery.ranking.state.Admission;
import delivery.ranking.state.DirectConsumer;
import delivery.ranking.state.Hellos;
import delivery.ranking.state.RankingPicture;
import delivery.ranking.state.RankingState;
import delivery.ranking.state.ReplicaFindings;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class PageJsonTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final FakeTime time = new FakeTime(Instant.ofEpochMilli(Events.START_MILLIS));
    private final RankingState state = new RankingState(new Admission("", null), 600, time);
    private final PageView view = new PageView("run", List.of(), new History());
    private final DirectConsumer consumer = new DirectConsumer(state, Hellos.of("shardId-000000000000"));

    private PagePicture at(double seconds) {
        time.advanceTo(Instant.ofEpochMilli(Events.START_MILLIS + (long) (seconds * 1_000)));
        state.advanceTo(time);
        return view.next(state.picture());
    }

    private static JsonNode whole(PagePicture page) throws IOException {
        return JSON.readTree(JsonBytes.of(PageJson.of(page)));
    }

    private static byte[] bytes(PagePicture before, PagePicture now) {
        return JsonBytes.of(Change.of(PageJson.of(before), PageJson.of(now)));
    }

    private static JsonNode change(PagePicture before, PagePicture now) throws IOException {
        return JSON.readTree(bytes(before, now));
    }

    @Test
    void theFirstEventHasEverything() throws IOException {
        consumer.bring(Events.created(1), Events.created(2), Events.assigned(1));
        var page = whole(at(3));
        assertThat(page.path("whole").asBoolean()).isTrue();
        assertThat(page.at("/totals/created").asInt()).isEqualTo(2);
        assertThat(page.at("/orders/open").asInt()).isOne();
        assertThat(page.path("heat")).hasSize(Region.COUNT);
        assertThat(page.path("heat").get(new Region(3, 17).index()).asInt()).isEqualTo(2);
        assertThat(page.at("/drivers/0/order").asText()).isEqualTo("k3v9-1");
        assertThat(page.at("/drivers/0/dropOff").asInt()).isEqualTo(new Region(10, 20).index());
        assertThat(page.at("/lanes/0/shard").asText()).isEqualTo("shardId-000000000000");
        assertThat(page.at("/lanes/0/end").asDouble()).isOne();
        assertThat(page.at("/stream/name").asText()).isEqualTo("DeliveryStream");
    }

    @Test
    void afterThatOnlyWhatChanged() throws IOException {
        consumer.bring(Events.created(1));
        var before = at(3);
        consumer.bring(Events.order(2).pickUp(0, 0).created());
        var change = change(before, at(3.2));
        assertThat(change.has("whole")).isFalse();
        assertThat(change.has("heat")).isFalse();
        assertThat(change.path("heatChanges").toString()).isEqualTo("[0,1]");
        assertThat(change.path("drivers")).isEmpty();
        assertThat(change.has("response")).isFalse();
        assertThat(change.has("topDrivers")).isFalse();
        assertThat(change.at("/totals/created").asInt()).isEqualTo(2);
    }

    @Test
    void aBurstOfRejectedRecordsIsToldAndItsEndToo() throws IOException {
        var before = at(1);
        assertThat(whole(before).path("rejectAlarm").asBoolean(true)).isFalse();
        var burst = view.next(
                state.picture().with(new RankingPicture.RejectedPicture(7, 0, 99, true), ReplicaFindings.NONE));
        assertThat(change(before, burst).path("rejectAlarm").asBoolean()).isTrue();
        assertThat(change(burst, at(2)).path("rejectAlarm").asBoolean(true)).isFalse();
    }

    @Test
    void thatNothingHasChangedIsToldWithTheMoment() throws IOException {
        consumer.bring(Events.created(1), Events.assigned(1));
        var page = at(3);
        assertThat(change(page, page).toString()).isEqualTo("{\"asOf\":1767225603000,\"drivers\":[]}");
    }

    @Test
    void aQuietSecondIsAFewHundredBytes() {
        consumer.bring(Events.created(1), Events.assigned(1), Events.completed(1));
        at(100);
        var before = at(101);
        assertThat(bytes(before, at(101.2))).hasSizeLessThan(600);
    }

    /** What the page does with the events, in Java. */
    @Test
    void snapshotAndChangesLeadToWhatALaterSnapshotSays() throws IOException {
        var random = new Random(7);
        var events = new RandomEvents(random);
        var before = at(1);
        var page = (ObjectNode) whole(before);
        for (var step = 0; step < 200; step++) {
            for (var i = random.nextInt(4); i > 0; i--) {
                consumer.bring(events.orderEvent());
            }
            var now = at(1 + step * 0.2);
            take(page, change(before, now));
            before = now;
        }
        var expected = (ObjectNode) whole(before);
        assertThat(driversOf(page)).isEqualTo(driversOf(expected));
        page.remove("drivers");
        expected.remove("drivers");
        assertThat(page).isEqualTo(expected);
    }

    static void take(ObjectNode page, JsonNode change) {
        change.properties().forEach(field -> {
            switch (field.getKey()) {
                case "heatChanges" -> spread((ArrayNode) page.get("heat"), field.getValue());
                case "openChanges" -> spread((ArrayNode) page.get("open"), field.getValue());
                case "drivers" -> ((ArrayNode) page.get("drivers")).addAll((ArrayNode) field.getValue());
                default -> page.set(field.getKey(), field.getValue());
            }
        });
    }

    private static void spread(ArrayNode cells, JsonNode changes) {
        for (var i = 0; i < changes.size(); i += 2) {
            cells.set(changes.get(i).asInt(), changes.get(i + 1));
        }
    }

    /** The last word about each. */
    static TreeMap<Integer, JsonNode> driversOf(JsonNode page) {
        var drivers = new TreeMap<Integer, JsonNode>();
        page.path("drivers").forEach(driver -> drivers.put(driver.path("n").asInt(), driver));
        return drivers;
    }
}
