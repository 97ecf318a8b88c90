package delivery.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import delivery.app.FakeTime;
import delivery.kinesis.read.ShardReader;
import delivery.model.Position;
import delivery.protocol.Batch;
import delivery.protocol.Message;
import delivery.protocol.Message.Ack;
import delivery.protocol.Message.Caller;
import delivery.protocol.Message.Hello;
import delivery.protocol.Message.Reason;
import delivery.protocol.Message.Refused;
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
import org.junit.jupiter.api.Test;

/** What a relay forgets when all is well again: each trouble is waited for anew. The draw is always the longest wait. */
class RelayPatienceTest {
    private static final String SHARD = "shardId-000000000001";
    private static final RelayPatience.Ends PATIENCE =
            new RelayPatience.Ends(Duration.ofSeconds(5), Duration.ofSeconds(3), Duration.ofDays(1));
    private static final Message BUSY = new Refused(Reason.BUSY, "held by other/42", List.of());

    private final FakeTime time = new FakeTime();
    private final PagedStream stream = new PagedStream();
    private final List<Hello> hellos = new ArrayList<>();
    private final List<Duration> waits = new ArrayList<>();
    /** What the next Hellos are answered with, instead of a Welcome. */
    private final Queue<Message> refusals = new ArrayDeque<>();

    private int batches;
    /** The connection breaks with every so many batches. */
    private int breaksAfter = Integer.MAX_VALUE;
    /** How often one looks before there is an answer. */
    private int looks;

    @Test
    void whoHadItsShardForAnHourWaitsForItsOwnGhostAsLongAsEver() {
        stream.emptyPages(400);
        refusals.add(BUSY);
        var relay = relay(false);
        turns(relay, 300);
        refusals.addAll(List.of(BUSY, BUSY, BUSY));
        breaksAfter = 1;
        while (refusals.size() == 3 && relay.outcome() == null) {
            turns(relay, 1);
        }
        breaksAfter = Integer.MAX_VALUE;
        turns(relay, 20);
        assertThat(relay.outcome()).isNull();
        assertThat(refusals).isEmpty();
        assertThat(hellos.size()).isEqualTo(1 + 1 + 3 + 1);
    }

    /** The server holds the shard for each of them until it notices that nobody is there. */
    @Test
    void aSecondGhostIsWaitedForAsLongAsTheFirst() {
        var patience = new RelayPatience(PATIENCE);
        patience.welcomed();
        patience.broke(Duration.ofSeconds(100));
        assertThat(patience.endsWithBusyShard(Duration.ofSeconds(101))).isFalse();
        patience.broke(Duration.ofSeconds(112));
        assertThat(patience.endsWithBusyShard(Duration.ofSeconds(122))).isFalse();
        assertThat(patience.endsWithBusyShard(Duration.ofSeconds(131))).isFalse();
        assertThat(patience.endsWithBusyShard(Duration.ofSeconds(132))).isTrue();
    }

    /** Else a consumer of many weeks would be away for two seconds each time. */
    @Test
    void aConnectionThatBreaksNowAndThenIsMadeAnewAtOnceEachTime() {
        stream.emptyPages(1_000);
        breaksAfter = 10;
        var relay = relay(false);
        turns(relay, 400);
        assertThat(hellos).hasSizeGreaterThan(10);
        assertThat(waits)
                .as("a third of a second between two reads, a tenth after a trouble")
                .allSatisfy(wait -> assertThat(wait).isLessThanOrEqualTo(Duration.ofMillis(334)));
    }

    @Test
    void theShardIsTakenOverOnceAndNotAgainByWhoComesBack() {
        stream.emptyPages(1_000);
        breaksAfter = 10;
        turns(relay(true), 100);
        assertThat(hellos).hasSizeGreaterThan(2);
        assertThat(hellos.get(0).terms().takeover()).isTrue();
        assertThat(hellos.subList(1, hellos.size()))
                .noneMatch(hello -> hello.terms().takeover());
    }

    @Test
    void eachQuestionIsWaitedForFromWhenItWasAsked() {
        stream.emptyPages(1_000);
        looks = 3;
        turns(relay(false), 2_000);
        assertThat(time.elapsed()).isGreaterThan(ShardRelay.ANSWER_TIME.multipliedBy(2));
        assertThat(hellos).hasSize(1);
    }

    @Test
    void anAnswerThatNeverComesIsNotWaitedForLongerThanAMinute() {
        stream.emptyPages(10);
        var relay = relay(false);
        turns(relay, 2);
        looks = Integer.MAX_VALUE;
        for (var look = 0; look < 200 && hellos.size() == 1; look++) {
            relay.doWork();
            time.advance(Duration.ofMillis(500));
        }
        assertThat(hellos).as("it has begun anew").hasSize(2);
    }

    @Test
    void whoIsStoppedBetweenTwoConnectionsHasNobodyToWaitFor() {
        stream.emptyPages(10);
        var relay = relay(false);
        turns(relay, 2);
        looks = Integer.MAX_VALUE;
        turns(relay, 1);
        time.advance(ShardRelay.ANSWER_TIME);
        relay.doWork();
        assertThatCode(relay::close).doesNotThrowAnyException();
        assertThat(batches).isOne();
    }

    private void turns(ShardRelay relay, int count) {
        for (var turn = 0; turn < count && relay.outcome() == null; turn++) {
            var wait = relay.doWork();
            if (wait != null) {
                waits.add(wait);
                time.advance(wait);
            }
        }
    }

    private ShardRelay relay(boolean takeover) {
        var hello = Hello.of(
                new Caller("me/1", ""),
                new StreamIdentity("s", "arn", 1),
                ShardIdentity.of(SHARD, "0", "1"),
                new Terms(takeover, false, false));
        var longest = new Random() {
            @Override
            public long nextLong(long bound) {
                return bound - 1;
            }
        };
        return new ShardRelay(
                hello,
                Talk::new,
                new ShardReader(stream, SHARD, 3, time, longest),
                () -> new Retention(Duration.ofHours(24), null, time.elapsed()),
                PATIENCE,
                time,
                longest,
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
    }

    /** With a server that welcomes whom it does not refuse, and acknowledges all. */
    private final class Talk implements Session {
        private final Queue<Message> answers = new ArrayDeque<>();
        private int looked;

        @Override
        public void send(Message question) throws IOException {
            looked = 0;
            if (question instanceof Hello hello) {
                hellos.add(hello);
                var refusal = refusals.poll();
                answers.add(refusal == null ? new Welcome(2, 7, Position.TRIM_HORIZON, 1 << 20, 15_000, 0) : refusal);
                return;
            }
            if (++batches % breaksAfter == 0) {
                throw new IOException("broken");
            }
            answers.add(new Ack(((Batch) question).to(), Position.TRIM_HORIZON));
        }

        @Override
        public Message receive() {
            return looked++ < looks ? null : answers.poll();
        }

        @Override
        public void close() {}
    }
}
