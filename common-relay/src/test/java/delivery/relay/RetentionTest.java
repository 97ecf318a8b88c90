package delivery.relay;

import static org.assertj.core.api.Assertions.assertThat;

import delivery.app.FakeTime;
import delivery.app.Time;
import delivery.kinesis.EngineStream;
import delivery.kinesis.KinesisStream;
import delivery.kinesis.PutEntry;
import delivery.kinesis.PutResult;
import delivery.kinesis.RecordPage;
import delivery.kinesis.Shard;
import delivery.kinesis.StreamDescription;
import delivery.kinesis.StreamException;
import delivery.kinesis.read.ShardReader;
import delivery.localkinesis.engine.Engine;
import delivery.localkinesis.engine.EngineOptions;
import delivery.model.EventEncoder;
import delivery.model.Events;
import delivery.model.Position;
import delivery.protocol.Batch;
import delivery.protocol.Message;
import delivery.protocol.Message.Ack;
import delivery.protocol.Message.Caller;
import delivery.protocol.Message.Hello;
import delivery.protocol.Message.ShardIdentity;
import delivery.protocol.Message.StreamIdentity;
import delivery.protocol.Message.Terms;
import delivery.protocol.Message.Welcome;
import delivery.relay.RankingPort.Session;
import delivery.relay.RetentionLookup.Retention;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** A stream that keeps its records for 24 hours, and a ranking server that was away. */
class RetentionTest {
    private static final String SHARD = "shardId-000000000000";
    private static final Duration FOREVER = Duration.ofDays(36_500);

    private final FakeTime time = new FakeTime();
    private final Engine engine = new Engine(
            time, new Random(1), EngineOptions.DEFAULT.withLimits(false).withTransition(Duration.ZERO));
    private final Machine machine = new Machine();
    private final List<Batch> brought = new ArrayList<>();
    private KinesisStream stream;
    private long readThroughMillis;
    private int created;
    private Duration until;
    /** Done at each turn of the relay. */
    private Consumer<Duration> during = wait -> {};
    /** Instead of the first acknowledgement; null for none. */
    private Supplier<Message> beforeFirstAnswer;
    /** The connection does, with the next batch. */
    private boolean breaks;
    /** Where the server has the shard after that; null for where it was. */
    private Position comesBackTo;

    RetentionTest() {
        engine.createActiveStream("s", 1);
        stream = new EngineStream(engine, "s");
    }

    @Test
    void aPositionWhoseRecordIsStillThereIsReadOnFrom() {
        var position = putAndRead();
        time.advance(Duration.ofHours(23));
        put();
        assertThat(relay(position, false)).isNull();
        assertThat(records()).isEqualTo(1);
        assertThat(brought).allSatisfy(batch -> assertThat(batch.gap()).isNull());
    }

    @Test
    void whatExpiredUnreadIsRefusedWithTheIntervalAndTheWayOut() {
        var position = putAndRead();
        put();
        time.advance(Duration.ofHours(25));
        put();
        assertThat(relay(position, false))
                .isInstanceOfSatisfying(
                        Outcome.Rejected.class,
                        rejected -> assertThat(rejected.text())
                                .contains(SHARD)
                                .contains("2026-01-01T00:00")
                                .contains("2026-01-02T01:00")
                                .contains("--accept-loss"));
        assertThat(brought).isEmpty();
    }

    @Test
    void withLossAcceptedTheGapIsToldOnceAndWhatIsStillThereIsRead() {
        var position = putAndRead();
        put();
        time.advance(Duration.ofHours(25));
        put();
        var arrived = time.millis();
        assertThat(relay(position, true)).isNull();
        assertThat(records()).isEqualTo(1);
        var first = brought.get(0);
        assertThat(first.after()).isEqualTo(position);
        assertThat(first.gap().from()).isEqualTo(position);
        assertThat(first.gap().to()).isBetween(position, first.to());
        assertThat(first.gap().fromMillis()).isEqualTo(readThroughMillis);
        assertThat(first.gap().toMillis()).isEqualTo(arrived);
        assertThat(brought.subList(1, brought.size()))
                .allSatisfy(batch -> assertThat(batch.gap()).isNull());
    }

    @Test
    void anEmptyShardMayHaveLostRecordsTooAndIsReadFromItsHorizonAfterwards() {
        var position = putAndRead();
        time.advance(Duration.ofHours(25));
        assertThat(relay(position, true)).isNull();
        assertThat(brought).first().satisfies(batch -> {
            assertThat(batch.gap().from()).isEqualTo(position);
            assertThat(batch.to()).isEqualTo(position);
        });
        assertThat(records()).isZero();
    }

    /** Its children are read then: whoever took its end for an empty page would read it again and again. */
    @Test
    void aShardThatEndedWhileItsRecordsExpiredEndsWithItsGap() {
        var position = putAndRead();
        put();
        time.advance(Duration.ofHours(10));
        engine.splitShard("s", SHARD, "1000");
        time.advance(Duration.ofHours(15));
        assertThat(relay(position, true)).isInstanceOf(Outcome.ShardEnded.class);
        assertThat(brought).singleElement().satisfies(batch -> {
            assertThat(batch.after()).isEqualTo(position);
            assertThat(batch.to()).isEqualTo(Position.SHARD_END);
            assertThat(batch.gap().to()).isEqualTo(Position.SHARD_END);
        });
    }

    /** Meanwhile another consumer had the shard: whoever goes on from the old position is told to read again, for ever. */
    @Test
    void whoComesBackInTheMiddleOfAGapGoesOnFromWhereTheServerSaysNow() {
        var position = putAndRead();
        var moved = Position.after(put());
        time.advance(Duration.ofHours(25));
        during(wait -> {
            if (comesBackTo == null && brought.size() == 3) {
                comesBackTo = moved;
                breaks = true;
            }
        });
        assertThat(relay(position, true)).isNull();
        assertThat(brought).hasSizeGreaterThan(6);
        assertThat(brought.subList(0, 3)).extracting(Batch::after).containsOnly(position);
        assertThat(brought.subList(3, brought.size())).extracting(Batch::after).containsOnly(moved);
    }

    @Test
    void atTheEdgeARecordAtThePositionProvesThatNothingIsLost() {
        var position = putAndRead();
        time.advance(Duration.ofHours(24).minusSeconds(30));
        put();
        assertThat(relay(position, false)).isNull();
        assertThat(records()).isEqualTo(1);
        assertThat(brought).allSatisfy(batch -> assertThat(batch.gap()).isNull());
    }

    @Test
    void aChildThatNobodyReadInTimeMayHaveLostWhatCameFirst() {
        readThroughMillis = time.millis();
        time.advance(Duration.ofHours(25));
        put();
        assertThat(relay(Position.TRIM_HORIZON, false)).isInstanceOf(Outcome.Rejected.class);
        assertThat(relay(Position.TRIM_HORIZON, true)).isNull();
        assertThat(brought.get(0).gap().from()).isEqualTo(Position.TRIM_HORIZON);
        assertThat(records()).isEqualTo(1);
    }

    /** A page at the horizon is read through the horizon: what had expired by then was read by nobody. */
    @Test
    void aGapAtTheBeginningOfAShardDoesNotBeginWithTheFirstEmptyPage() {
        put();
        time.advance(Duration.ofHours(25));
        put();
        stream = new FirstPageEmpty(stream, () -> {});
        assertThat(relay(Position.TRIM_HORIZON, true)).isNull();
        assertThat(records()).isEqualTo(1);
        assertThat(brought)
                .filteredOn(batch -> batch.gap() != null)
                .singleElement()
                .satisfies(batch -> assertThat(batch.gap().fromMillis()).isZero());
    }

    /** It was never begun, whatever a consumer has seen of it before its connection broke. */
    @Test
    void aShardThatTheRankingHasHeardNothingOfHasNoGap() {
        put();
        time.advance(Duration.ofHours(25));
        put();
        stream = new FirstPageEmpty(stream, () -> breaks = true);
        assertThat(relay(Position.TRIM_HORIZON, false)).isNull();
        assertThat(records()).isEqualTo(1);
        assertThat(brought).allSatisfy(batch -> assertThat(batch.gap()).isNull());
    }

    @Test
    void aServiceThatRefusesATrimmedPositionIsUnderstood() {
        var position = putAndRead();
        put();
        time.advance(Duration.ofHours(25));
        put();
        stream = new Refusing(stream);
        readThroughMillis = 0;
        assertThat(relay(position, false)).isInstanceOf(Outcome.Rejected.class);
        assertThat(relay(position, true)).isNull();
        assertThat(records()).isEqualTo(1);
    }

    /** A whole minute early, since what is about to expire may be gone before it is read. */
    @Test
    void justPastTheRetentionWhatFollowsMayBeLost() {
        var position = putAndRead();
        put();
        time.advance(Duration.ofHours(24).plusSeconds(30));
        put();
        assertThat(relay(position, false)).isInstanceOf(Outcome.Rejected.class);
    }

    @Test
    void aRefusedPositionIsNoLossIfAllUpToAMomentWithinTheRetentionWasRead() {
        var position = putAndRead();
        time.advance(Duration.ofHours(30));
        readThroughMillis = time.millis();
        time.advance(Duration.ofHours(20));
        put();
        stream = new Refusing(stream);
        assertThat(relay(position, false)).isNull();
        assertThat(records()).isEqualTo(1);
        assertThat(brought).allSatisfy(batch -> assertThat(batch.gap()).isNull());
        assertThat(brought.get(0).after()).isEqualTo(position);
    }

    @Test
    void aRefusedPositionOfAnIdleShardIsNoLossEitherAndWhatComesThenIsRead() {
        var position = putAndRead();
        time.advance(Duration.ofHours(30));
        readThroughMillis = time.millis();
        time.advance(Duration.ofSeconds(10));
        stream = new Refusing(stream);
        during(wait -> {
            if (created == 1 && brought.size() == 3) {
                put();
            }
        });
        assertThat(relay(position, false)).isNull();
        assertThat(records()).isEqualTo(1);
        assertThat(brought).allSatisfy(batch -> assertThat(batch.gap()).isNull());
    }

    @Test
    void aRefusedPositionThatWasReadThroughLongAgoMayHaveLostWhatCameThen() {
        var position = putAndRead();
        put();
        time.advance(Duration.ofHours(30));
        put();
        stream = new Refusing(stream);
        assertThat(relay(position, false)).isInstanceOf(Outcome.Rejected.class);
    }

    /** What the page was read through says nothing of what lies before the page. */
    @Test
    void afterARewindWhatExpiredMeanwhileIsNotTakenForRead() {
        readThroughMillis = time.millis();
        time.advance(Duration.ofMinutes(1));
        put();
        time.advance(Duration.ofHours(23).plusMinutes(50));
        beforeFirstAnswer = () -> {
            time.advance(Duration.ofMinutes(20));
            until = until.plusMinutes(20);
            put();
            return new Message.Rewind(Position.TRIM_HORIZON);
        };
        assertThat(relay(Position.TRIM_HORIZON, false)).isInstanceOf(Outcome.Rejected.class);
    }

    /** An idle shard: nothing there proves anything, and nothing has expired. */
    @Test
    void aClockThatIsSetMakesNoGap() {
        for (var step : List.of(Duration.ofDays(2), Duration.ofMinutes(-50), Duration.ofDays(-3))) {
            readThroughMillis = time.millis();
            var stepped = new boolean[1];
            during(wait -> {
                if (!stepped[0] && brought.size() == 3) {
                    stepped[0] = true;
                    time.step(step);
                }
            });
            assertThat(relay(Position.TRIM_HORIZON, false)).as("after " + step).isNull();
            assertThat(brought).as("after " + step).hasSizeGreaterThan(8);
            assertThat(brought).allSatisfy(batch -> assertThat(batch.gap()).isNull());
        }
    }

    /** What the server was told before somebody set the clock looks two days old to one who comes back. */
    @Test
    void comingBackAfterTheClockWasSetMakesNoGap() {
        readThroughMillis = time.millis();
        var lost = new boolean[1];
        during(wait -> {
            if (!lost[0] && brought.size() == 3) {
                lost[0] = true;
                time.step(Duration.ofDays(2));
                breaks = true;
            }
        });
        assertThat(relay(Position.TRIM_HORIZON, false)).isNull();
        assertThat(brought).hasSizeGreaterThan(8);
        assertThat(brought).allSatisfy(batch -> assertThat(batch.gap()).isNull());
    }

    @Test
    void aClockThatIsFarAheadMakesNothingOldOnAnIdleShard() {
        var position = putAndRead();
        time.advance(Duration.ofHours(25));
        readThroughMillis = time.millis();
        machine.ahead = Duration.ofDays(2);
        assertThat(relay(position, false)).isNull();
        assertThat(brought).allSatisfy(batch -> assertThat(batch.gap()).isNull());
    }

    /** By our clock the position is young; and a stream need not refuse what is too old for it. */
    @Test
    void aClockThatIsFarBehindHidesNoLossThoughTheStreamReadsOnFromWhereItCan() {
        var position = putAndRead();
        put();
        time.advance(Duration.ofHours(25));
        put();
        machine.ahead = Duration.ofHours(-24).minusMinutes(50);
        assertThat(relay(position, false)).isInstanceOf(Outcome.Rejected.class);
        assertThat(brought).isEmpty();
    }

    @Test
    void aClockThatIsFarBehindHidesNoLoss() {
        var position = putAndRead();
        put();
        time.advance(Duration.ofHours(25));
        put();
        stream = new Refusing(stream);
        machine.ahead = Duration.ofDays(-2);
        assertThat(relay(position, false)).isInstanceOf(Outcome.Rejected.class);
    }

    /** While it does nothing has elapsed for it, and more than a day for the stream. */
    @Test
    void whatExpiredWhileTheMachineSleptIsNotHidden() {
        var position = putAndRead();
        stream = new Refusing(stream);
        var asleep = new boolean[1];
        during(wait -> {
            if (!asleep[0] && brought.size() == 2) {
                asleep[0] = true;
                put();
                time.advance(Duration.ofHours(26));
                machine.slept = Duration.ofHours(26);
                until = until.plusHours(26);
                put();
            }
        });
        assertThat(relay(position, false)).isInstanceOf(Outcome.Rejected.class);
        assertThat(asleep[0]).isTrue();
    }

    private void during(Consumer<Duration> what) {
        during = what;
    }

    private Position putAndRead() {
        var position = Position.after(put());
        time.advance(Duration.ofMillis(1));
        readThroughMillis = time.millis();
        return position;
    }

    private String put() {
        var data = new EventEncoder().encode(Events.created(++created));
        var results = stream.put(List.of(new PutEntry(data, "key", null)));
        return ((PutResult.Stored) results.get(0)).sequenceNumber();
    }

    private int records() {
        return brought.stream().mapToInt(Batch::records).sum();
    }

    /** Some seconds of reading; how it ended, null if it goes on. */
    private Outcome relay(Position position, boolean acceptLoss) {
        brought.clear();
        var hello = Hello.of(
                new Caller("me/1", ""),
                new StreamIdentity("s", "arn", 1),
                ShardIdentity.of(SHARD, "0", "1"),
                new Terms(false, acceptLoss, false));
        var relay = new ShardRelay(
                hello,
                () -> new Acknowledging(position),
                new ShardReader(stream, SHARD, 3, machine, new Random(1)),
                () -> new Retention(
                        stream.describe().retention(), stream.describe().answeredAt(), machine.elapsed()),
                new RelayPatience.Ends(FOREVER, FOREVER, FOREVER),
                machine,
                new Random(2),
                new ShardRelay.Listener() {
                    @Override
                    public String name() {
                        return "the shard";
                    }

                    @Override
                    public void waitsFor(List<String> parents) {}

                    @Override
                    public void welcomed() {}

                    @Override
                    public void applied(Batch batch, Ack ack, Instant readAt, Instant sentAt) {}
                });
        until = time.elapsed().plusSeconds(5);
        relay.run(wait -> {
            during.accept(wait);
            return time.await(wait)
                    && (beforeFirstAnswer != null || time.elapsed().compareTo(until) < 0);
        });
        return relay.outcome();
    }

    /** The consumer's: its clock may be wrong, and it may sleep, when the stream goes on. */
    private final class Machine implements Time {
        private Duration ahead = Duration.ZERO;
        private Duration slept = Duration.ZERO;

        @Override
        public Instant instant() {
            return time.instant().plus(ahead);
        }

        @Override
        public Duration elapsed() {
            return time.elapsed().minus(slept);
        }
    }

    /** A server that has the shard at a position, and applies what comes. */
    private final class Acknowledging implements Session {
        private final Position position;
        private final Queue<Message> answers = new ArrayDeque<>();

        Acknowledging(Position position) {
            this.position = position;
        }

        @Override
        public void send(Message question) throws IOException {
            if (breaks) {
                breaks = false;
                throw new IOException("broken");
            }
            if (question instanceof Batch && beforeFirstAnswer != null) {
                answers.add(beforeFirstAnswer.get());
                beforeFirstAnswer = null;
            } else if (question instanceof Batch batch) {
                brought.add(batch);
                answers.add(new Ack(batch.to(), Position.TRIM_HORIZON));
            } else {
                answers.add(new Welcome(
                        2, 7, comesBackTo == null ? position : comesBackTo, 1 << 20, 15_000, readThroughMillis));
            }
        }

        @Override
        public Message receive() {
            return answers.poll();
        }

        @Override
        public void close() {}
    }

    /** Knows no position that is older than its oldest record, as AWS may. */
    private static final class Refusing extends Passing {
        Refusing(KinesisStream real) {
            super(real);
        }

        @Override
        public String iterator(String shardId, Position position) {
            if (position.kind() == Position.Kind.AFTER) {
                var there = real.read(real.iterator(shardId, Position.TRIM_HORIZON), 1)
                        .records();
                if (there.isEmpty()
                        || Position.after(there.get(0).sequenceNumber()).compareTo(position) > 0) {
                    throw new StreamException(StreamException.Kind.INVALID, "a sequence number that is too old");
                }
            }
            return real.iterator(shardId, position);
        }
    }

    /** Answers at first with nothing, a day behind, as AWS may at any time. */
    private static final class FirstPageEmpty extends Passing {
        private final Runnable then;
        private boolean answered;

        FirstPageEmpty(KinesisStream real, Runnable then) {
            super(real);
            this.then = then;
        }

        @Override
        public RecordPage read(String iterator, int limit) {
            if (answered) {
                return real.read(iterator, limit);
            }
            answered = true;
            then.run();
            return new RecordPage(
                    List.of(),
                    iterator,
                    Duration.ofDays(1).toMillis(),
                    real.describe().answeredAt(),
                    List.of());
        }
    }

    private abstract static class Passing implements KinesisStream {
        final KinesisStream real;

        Passing(KinesisStream real) {
            this.real = real;
        }

        @Override
        public String iterator(String shardId, Position position) {
            return real.iterator(shardId, position);
        }

        @Override
        public RecordPage read(String iterator, int limit) {
            return real.read(iterator, limit);
        }

        @Override
        public StreamDescription describe() {
            return real.describe();
        }

        @Override
        public List<Shard> shards() {
            return real.shards();
        }

        @Override
        public List<PutResult> put(List<PutEntry> entries) {
            return real.put(entries);
        }
    }
}
