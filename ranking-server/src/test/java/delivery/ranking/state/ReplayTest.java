package delivery.ranking.state;

import static org.assertj.core.api.Assertions.assertThat;

import delivery.app.FakeTime;
import delivery.model.Events;
import delivery.model.OrderEvent;
import delivery.model.Position;
import delivery.ranking.snapshot.Snapshots;
import delivery.ranking.state.RankingState.Life;
import java.io.IOException;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The state is what the stream says, however often and however fast it is read. */
class ReplayTest {
    private static final int SHARDS = 3;

    /** A record of the stream: its number in its shard follows from its place. */
    private record OnStream(int shard, OrderEvent event, long arrivedAtMillis) {}

    private static List<OnStream> stream(int orders, Random random) {
        var records = new ArrayList<OnStream>();
        for (var n = 1; n <= orders; n++) {
            var order = Events.order(n)
                    .pickUp(random.nextInt(5), 3)
                    .driver(random.nextInt(4))
                    .createdAt(Events.START_MILLIS + n * 997L);
            for (var event : List.of(order.created(), order.assigned(), order.completed())) {
                for (var copies = 1 + random.nextInt(8) / 7; copies > 0; copies--) {
                    // Now and then a producer was held up for long, but not at the end.
                    var delay =
                            n < orders / 3 && random.nextInt(30) == 0 ? random.nextInt(900_000) : random.nextInt(300);
                    records.add(new OnStream(random.nextInt(SHARDS), event, event.atMillis() + delay));
                }
            }
        }
        records.sort(Comparator.comparing(OnStream::arrivedAtMillis));
        return records;
    }

    private static RankingState fresh(FakeTime time) {
        return new RankingState(new Admission("", null), 600, time);
    }

    private static RankingState restored(RankingState state, long generation, FakeTime time) throws IOException {
        return new RankingState(
                new Admission("", null),
                new Life(600, RankingState.RETENTION, generation),
                Snapshots.read(Snapshots.bytes(state.freeze())),
                time);
    }

    private static List<DirectConsumer> consumers(RankingState state) {
        var consumers = new ArrayList<DirectConsumer>();
        for (var i = 0; i < SHARDS; i++) {
            consumers.add(new DirectConsumer(state, Hellos.of("shard-" + i).part(i, SHARDS)));
        }
        return consumers;
    }

    private static void bring(DirectConsumer consumer, OnStream record) {
        consumer.bring(
                consumer.batch().event(record.event(), record.arrivedAtMillis()).to(consumer.next(1)));
    }

    /** T29: as it came, all at once a good while later, and with a restart after every hundredth record. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void readAgainTheStreamGivesTheSameState(int seed) throws IOException {
        var records = stream(1_500, new Random(seed));
        var end = Instant.ofEpochMilli(records.get(records.size() - 1).arrivedAtMillis() + 100_000);

        var time = new FakeTime();
        var live = fresh(time);
        var liveConsumers = consumers(live);
        var restarted = fresh(time);
        var restartedConsumers = consumers(restarted);
        var lives = 0;
        for (var i = 0; i < records.size(); i++) {
            var record = records.get(i);
            time.advanceTo(Instant.ofEpochMilli(record.arrivedAtMillis() + 200));
            live.advanceTo(time);
            bring(liveConsumers.get(record.shard()), record);
            restarted.advanceTo(time);
            bring(restartedConsumers.get(record.shard()), record);
            if (i % 100 == 99) {
                restarted = restored(restarted, ++lives, time);
                restartedConsumers = consumers(restarted);
            }
        }
        time.advanceTo(end);
        live.advanceTo(time);
        restarted.advanceTo(time);
        var late = fresh(time);
        var lateConsumers = consumers(late);
        records.forEach(record -> bring(lateConsumers.get(record.shard()), record));

        assertThat(live.picture().audit().late()).isPositive();
        assertThat(live.picture().topRegions()).isNotEmpty();
        var expected = Snapshots.bytes(live.freeze());
        assertThat(Snapshots.bytes(late.freeze())).isEqualTo(expected);
        assertThat(Snapshots.bytes(restarted.freeze())).isEqualTo(expected);
    }

    /** T30. */
    @Test
    void aCopyCountsNeitherAfterASecondNorAfter23Hours() throws IOException {
        var time = new FakeTime();
        var state = fresh(time);
        var order = Events.order(1);
        bring(consumers(state).get(0), new OnStream(0, order.created(), time.millis()));
        var copies = 0;
        for (var after = Duration.ofSeconds(1); after.toHours() < 23; after = after.multipliedBy(2)) {
            time.advance(after);
            state = restored(state, copies + 1L, time);
            for (var consumer : consumers(state)) {
                consumer.bring(consumer.batch().readThrough(time.millis()));
                bring(consumer, new OnStream(0, order.created(), time.millis()));
                copies++;
            }
            assertThat(state.picture().totals().created()).isOne();
            assertThat(state.picture().audit().records().duplicates()).isEqualTo(copies);
        }
        assertThat(copies).isEqualTo(17 * SHARDS);
    }

    /** T33: every sum is a whole number of cents, also beyond what an int can hold; {@code -Devents=100000000} goes further. */
    @Test
    void sumsAreExact() {
        var ranking = new Ranking(600, Events.START_MILLIS, Ranking.Image.EMPTY);
        var expected = BigInteger.ZERO;
        var random = new Random(1);
        for (var n = 1; n <= Integer.getInteger("events", 1_000_000); n++) {
            var price = 1 + random.nextInt(99_999);
            ranking.count(Events.order(1).price(price).completed(), Events.START_MILLIS);
            expected = expected.add(BigInteger.valueOf(price));
        }
        assertThat(BigInteger.valueOf(ranking.totals().completedPrice())).isEqualTo(expected);
        assertThat(ranking.topDrivers().get(0).earned()).isEqualTo(expected.longValueExact());
        assertThat(expected).isGreaterThan(BigInteger.valueOf(Integer.MAX_VALUE));
    }

    /** T32: in time, late or ahead by what the stream says, never by when we read it. */
    @Test
    void everyOrderIsInTimeOrLateOrAhead() {
        var random = new Random(4);
        var state = fresh(new FakeTime(Instant.ofEpochMilli(Events.START_MILLIS).plus(Duration.ofHours(5))));
        var consumer = consumers(state).get(0);
        var late = 0;
        var ahead = 0;
        for (var n = 1; n <= 20_000; n++) {
            var arrived = Events.START_MILLIS + random.nextInt(3_600_000);
            var edge = new long[] {-600_000, -599_000, 0, 5_000, 6_000}[random.nextInt(5)];
            var created = arrived / 1_000 * 1_000 + edge + random.nextInt(3) - 1;
            late += Math.floorDiv(created, 1_000) <= arrived / 1_000 - 600 ? 1 : 0;
            ahead += Math.floorDiv(created, 1_000) > arrived / 1_000 + 5 ? 1 : 0;
            bring(consumer, new OnStream(0, Events.order(n).createdAt(created).created(), arrived));
        }
        var audit = state.picture().audit();
        assertThat(List.of(audit.late(), audit.future())).containsExactly((long) late, (long) ahead);
        assertThat(late).isPositive();
        assertThat(ahead).isPositive();
        assertThat(state.picture().totals().created()).isEqualTo(20_000);
        assertThat(state.picture().topRegions()).as("hours ago").isEmpty();
    }

    /** Our own clock is behind: the window goes by the stream's, as long as that is believable. */
    @Test
    void theWindowFollowsTheStreamIfOurClockIsBehind() {
        var now = new FakeTime(Instant.ofEpochMilli(Events.START_MILLIS));
        var state = fresh(now);
        var consumer = consumers(state).get(0);
        var inAnHour = now.millis() + RankingClock.MAX_LEAD_MILLIS;
        bring(consumer, new OnStream(0, Events.order(1).createdAt(inAnHour).created(), inAnHour));
        assertThat(state.picture().topRegions()).hasSize(1);
        var inAYear = now.instant().plus(Duration.ofDays(365)).toEpochMilli();
        bring(consumer, new OnStream(0, Events.order(2).createdAt(inAYear).created(), inAYear));
        assertThat(state.picture().audit().future()).isOne();
        assertThat(state.picture().topRegions()).as("not swept away").hasSize(1);
        assertThat(consumer.position()).isEqualTo(Position.after("2"));
    }
}
