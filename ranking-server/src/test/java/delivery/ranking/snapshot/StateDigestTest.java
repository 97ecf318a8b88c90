package delivery.ranking.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import delivery.app.FakeTime;
import delivery.model.Events;
import delivery.model.OrderCompleted;
import delivery.model.OrderEvent;
import delivery.model.SourceProgress;
import delivery.ranking.state.DirectConsumer;
import delivery.ranking.state.Hellos;
import delivery.ranking.state.RankingState;
import delivery.ranking.state.RankingStates;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What two servers have come to that read the same records, in whatever order of shards, batches and lives. */
class StateDigestTest {
    private static final int SHARDS = 4;

    /** What is on the stream, shard by shard: orders with copies in other shards, rejected records and words. */
    private final List<List<Object>> stream = new ArrayList<>();

    private record Bad(String source, long number) {}

    private void write(Random random) {
        for (var i = 0; i < SHARDS; i++) {
            stream.add(new ArrayList<>());
        }
        for (var n = 1; n <= 400; n++) {
            var order = Events.order(n)
                    .pickUp(random.nextInt(9), 3)
                    .driver(random.nextInt(5))
                    .createdAt(Events.START_MILLIS + n * 500L);
            for (var event : List.of(order.created(), order.assigned(), order.completed())) {
                for (var copies = 1 + random.nextInt(8) / 7; copies > 0; copies--) {
                    stream.get(random.nextInt(SHARDS)).add(event);
                }
            }
            if (n % 50 == 0) {
                stream.get(random.nextInt(SHARDS)).add(new Bad(n % 100 == 0 ? "" : "stranger", n));
                stream.get(random.nextInt(SHARDS)).add(Events.progress(Events.PRODUCER, n / 2));
            }
        }
    }

    /** One server's way through it. */
    private RankingState read(long seed, UnaryOperator<OrderEvent> seen) throws IOException {
        var random = new Random(seed);
        var time = new FakeTime();
        time.advance(Duration.ofSeconds(seed * 7));
        var state = RankingStates.fresh(time);
        var consumers = consumers(state);
        var next = new int[SHARDS];
        for (var left = stream.stream().mapToInt(List::size).sum(); left > 0; ) {
            var shard = random.nextInt(SHARDS);
            var most = Math.min(1 + random.nextInt(20), stream.get(shard).size() - next[shard]);
            if (most == 0) {
                continue;
            }
            var batch = consumers.get(shard).batch();
            for (var each : stream.get(shard).subList(next[shard], next[shard] + most)) {
                if (each instanceof OrderEvent event) {
                    batch.event(seen.apply(event), event.atMillis() + 300);
                } else if (each instanceof Bad bad) {
                    batch.rejected("json", bad.source, bad.number, Events.START_MILLIS);
                } else {
                    var word = (SourceProgress) each;
                    batch.progress(word, word.atMillis() + 400);
                }
            }
            consumers.get(shard).bring(batch.to(consumers.get(shard).next(most)));
            next[shard] += most;
            left -= most;
            time.advance(Duration.ofMillis(random.nextInt(3_000)));
            state.advanceTo(time);
            if (random.nextInt(30) == 0) {
                state = RankingStates.restored(Snapshots.bytes(state.freeze()), seed + left, time);
                consumers = consumers(state);
            }
        }
        return state;
    }

    private static List<DirectConsumer> consumers(RankingState state) {
        var consumers = new ArrayList<DirectConsumer>();
        for (var i = 0; i < SHARDS; i++) {
            consumers.add(new DirectConsumer(state, Hellos.of("shard-" + i).part(i, SHARDS)));
        }
        return consumers;
    }

    private static Map<String, String> parts(RankingState state) {
        return StateDigest.of(state.freeze()).parts();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void theOrderOfShardsAndThePaceDoNotMatter(int seed) throws IOException {
        write(new Random(seed));
        var one = read(1, event -> event);
        var other = read(2, event -> event);
        assertThat(one.picture().audit().records().duplicates()).isPositive();
        assertThat(one.positions()).isEqualTo(other.positions()).isNotZero();
        assertThat(parts(one)).isEqualTo(parts(other)).hasSize(5);
        assertThat(one.picture().audit().records())
                .isEqualTo(other.picture().audit().records());
    }

    @Test
    void oneOtherPriceOfAThousandEventsIsSeen() throws IOException {
        write(new Random(1));
        var right = parts(read(1, event -> event));
        var victim = Events.order(77).completed().orderId();
        var wrong = parts(read(
                2,
                event -> event.orderId().equals(victim) && event instanceof OrderCompleted
                        ? Events.order(77)
                                .driver(((OrderCompleted) event).driver())
                                .price(((OrderCompleted) event).price() + 1)
                                .createdAt(Events.START_MILLIS + 77 * 500L)
                                .completed()
                        : event));
        assertThat(wrong).isNotEqualTo(right);
        assertThat(wrong.get("totals")).isNotEqualTo(right.get("totals"));
        assertThat(wrong.get("drivers")).isNotEqualTo(right.get("drivers"));
        assertThat(wrong.get("records")).isEqualTo(right.get("records"));
        assertThat(wrong.get("sources")).isEqualTo(right.get("sources"));
    }

    @Test
    void aShardThatIsKnownAndNotBegunIsAtNoOtherPositionThanOneThatIsNot() {
        var time = new FakeTime();
        var none = RankingStates.fresh(time);
        var known = RankingStates.fresh(time);
        consumers(known);
        assertThat(known.positions()).isEqualTo(none.positions());
    }
}
