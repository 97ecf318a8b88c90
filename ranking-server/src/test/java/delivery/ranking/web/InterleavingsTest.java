package delivery.ranking.web;

import static org.assertj.core.api.Assertions.assertThat;

import delivery.app.FakeTime;
import delivery.model.Events;
import delivery.model.OrderEvent;
import delivery.model.Position;
import delivery.ranking.snapshot.Snapshots;
import delivery.ranking.state.Admission;
import delivery.ranking.state.DirectConsumer;
import delivery.ranking.state.Hellos;
import delivery.ranking.state.RankingState;
import delivery.ranking.state.Snapshot;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class InterleavingsTest {
    private static final int ORDERS = 40;
    private static final int SHARDS = 4;

    private final FakeTime time = new FakeTime();

    @Test
    void oneRunGivesOneRankingWhateverTheOrderAndTheShardOfItsEvents() {
        time.advance(Duration.ofMinutes(2));
        var events = withCopies(run(new Random(7)), new Random(8));
        var pictures = new HashSet<String>();
        for (var seed = 0; seed < 10_000; seed++) {
            var random = new Random(seed);
            Collections.shuffle(events, random);
            pictures.add(rankingOf(events, random));
        }
        assertThat(pictures).hasSize(1);
        assertThat(pictures.iterator().next())
                .contains("\"created\":{\"orders\":40,")
                .contains("\"read\":162,\"applied\":120,\"duplicates\":40,\"rejected\":0,\"control\":2,"
                        + "\"inFlight\":0,\"missing\":0")
                .contains("\"late\":0");
    }

    /** T28: each shard has its records in its order, as on a stream; how the shards mix is chance. */
    @Test
    void howTheShardsMixLeavesNoTraceInTheState() {
        time.advance(Duration.ofMinutes(2));
        var random = new Random(9);
        var byShard = new ArrayList<List<OrderEvent>>();
        for (var i = 0; i < SHARDS; i++) {
            byShard.add(new ArrayList<>());
        }
        // Copies lie in one shard: of those in two, the counts of the shards say which came first.
        for (var event : run(random)) {
            var shard = byShard.get(random.nextInt(SHARDS));
            for (var copies = 1 + random.nextInt(4) / 3; copies > 0; copies--) {
                shard.add(random.nextInt(shard.size() + 1), event);
            }
        }
        var states = new HashSet<ByteBuffer>();
        for (var seed = 0; seed < 2_000; seed++) {
            states.add(ByteBuffer.wrap(Snapshots.bytes(mixed(byShard, new Random(seed)))));
        }
        assertThat(states).hasSize(1);
    }

    private Snapshot mixed(List<List<OrderEvent>> byShard, Random random) {
        var state = new RankingState(new Admission("", null), 600, time);
        var consumers = new ArrayList<DirectConsumer>();
        for (var i = 0; i < SHARDS; i++) {
            consumers.add(new DirectConsumer(state, Hellos.of("shard-" + i).part(i, SHARDS)));
        }
        var next = new int[SHARDS];
        for (var left = byShard.stream().mapToInt(List::size).sum(); left > 0; ) {
            var shard = random.nextInt(SHARDS);
            var from = next[shard];
            next[shard] = Math.min(byShard.get(shard).size(), from + 1 + random.nextInt(5));
            var consumer = consumers.get(shard);
            var batch = consumer.batch().readThrough(time.millis());
            byShard.get(shard).subList(from, next[shard]).forEach(event -> batch.event(event, event.atMillis() + 40));
            if (shard == 0 && from == 0) {
                batch.rejected("field:price", Events.PRODUCER, ORDERS + 1)
                        .progress(Events.closed(Events.PRODUCER, ORDERS + 2), time.millis() - 10_000)
                        .progress(Events.closed(Events.DRIVERS, 2 * ORDERS), time.millis() - 10_000);
            }
            if (from < next[shard]) {
                consumer.bring(batch.to(consumer.next(next[shard] - from)));
                left -= next[shard] - from;
            }
            if (random.nextInt(50) == 0) {
                state.freeze();
            }
        }
        return state.freeze();
    }

    private static List<OrderEvent> run(Random random) {
        var events = new ArrayList<OrderEvent>();
        for (var n = 1; n <= ORDERS; n++) {
            var order = Events.order(n)
                    .pickUp(random.nextInt(3), 5)
                    .price(1 + random.nextInt(99_999))
                    .driver(random.nextInt(12))
                    .assignedAfter(random.nextInt(4_000) - 500)
                    .completedAfter(random.nextInt(40_000));
            events.addAll(List.of(order.created(), order.assigned(), order.completed()));
        }
        return events;
    }

    private static List<OrderEvent> withCopies(List<OrderEvent> events, Random random) {
        var copied = new ArrayList<>(events);
        for (var i = 0; i < ORDERS; i++) {
            copied.add(events.get(random.nextInt(events.size())));
        }
        return copied;
    }

    /** Events in this order, each on a random shard, in batches of random size; what is said of single shards left out. */
    private String rankingOf(List<OrderEvent> events, Random random) {
        var state = new RankingState(new Admission("", null), 600, time);
        var consumers = new ArrayList<DirectConsumer>();
        for (var i = 0; i < SHARDS; i++) {
            consumers.add(new DirectConsumer(state, Hellos.of("shard-" + i).part(i, SHARDS)));
        }
        for (var from = 0; from < events.size(); ) {
            var to = Math.min(events.size(), from + 1 + random.nextInt(9));
            consumers.get(random.nextInt(SHARDS)).bring(events.subList(from, to));
            from = to;
        }
        var last = consumers.get(random.nextInt(SHARDS));
        last.bring(last.batch()
                .progress(Events.closed(Events.PRODUCER, ORDERS), time.millis())
                .progress(Events.closed(Events.DRIVERS, 2 * ORDERS), time.millis())
                .to(Position.after("999999")));
        consumers.forEach(each -> each.bring(each.batch().readThrough(time.millis() + 5_000)));
        var json = new String(JsonBytes.of(RankingJson.of(state.picture())), StandardCharsets.UTF_8);
        return json.substring(0, json.indexOf("\"shards\":"));
    }
}
