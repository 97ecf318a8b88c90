package delivery.consumer;

import static org.assertj.core.api.Assertions.assertThat;

import delivery.app.AppException;
import delivery.app.ExitCode;
import delivery.app.FakeTime;
import delivery.consumer.Consumer.ConsumerOptions;
import delivery.kinesis.EngineStream;
import delivery.kinesis.KinesisStream;
import delivery.kinesis.PutEntry;
import delivery.kinesis.PutResult;
import delivery.kinesis.RecordPage;
import delivery.kinesis.Shard;
import delivery.kinesis.StreamDescription;
import delivery.kinesis.StreamException;
import delivery.localkinesis.engine.Engine;
import delivery.localkinesis.engine.EngineOptions;
import delivery.model.Position;
import delivery.protocol.Batch;
import delivery.protocol.Message;
import delivery.protocol.Message.Ack;
import delivery.protocol.Message.Fenced;
import delivery.protocol.Message.Hello;
import delivery.protocol.Message.Reason;
import delivery.protocol.Message.Refused;
import delivery.protocol.Message.StreamIdentity;
import delivery.protocol.Message.Welcome;
import delivery.relay.RankingPort;
import delivery.relay.RankingPort.Session;
import delivery.relay.RetentionLookup;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A consumer of three shards: what one of them meets is not the others' end. */
class ConsumerTest {
    private static final String A = "shardId-000000000000";
    private static final String B = "shardId-000000000001";
    private static final String C = "shardId-000000000002";

    private final FakeTime time = new FakeTime();
    private final Engine engine = new Engine(
            time, new Random(1), EngineOptions.DEFAULT.withLimits(false).withTransition(Duration.ZERO));
    private final List<AppException> failures = new ArrayList<>();
    private final AgentTurns turns = new AgentTurns(time, failures);
    private final Set<String> denied = new HashSet<>();
    /** What the server says next, instead of what it would say. */
    private final Map<String, Queue<Message>> next = new HashMap<>();

    private final List<String> hellos = new ArrayList<>();
    private final List<Boolean> takeovers = new ArrayList<>();
    private final Map<String, Integer> brought = new HashMap<>();
    private final KinesisStream stream;
    private PrometheusRegistry registry;
    private Duration retention = Duration.ofHours(24);

    ConsumerTest() {
        engine.createActiveStream("s", 3);
        stream = new Denying(new EngineStream(engine, "s"));
    }

    @Test
    void aShardThatCannotBeReadDoesNotEndTheOthersAndIsReadWhenItCan() {
        denied.add(B);
        start(false);
        run(Duration.ofSeconds(30));
        assertThat(failures).isEmpty();
        assertThat(brought).containsKeys(A, C).doesNotContainKey(B);
        denied.clear();
        run(Duration.ofSeconds(70));
        assertThat(brought).containsKey(B);
        assertThat(failures).isEmpty();
    }

    @Test
    void whenNoShardCanBeReadTheProcessEndsByThat() {
        denied.addAll(List.of(A, B, C));
        start(false);
        run(Duration.ofSeconds(30));
        assertThat(failures).first().satisfies(failure -> {
            assertThat(failure.exitCode()).isEqualTo(ExitCode.UNREACHABLE);
            assertThat(failure).hasMessageContaining("denied");
        });
    }

    @Test
    void whenTheLastShardThatCouldBeReadFailsTheProcessEnds() {
        denied.addAll(List.of(A, B));
        start(false);
        run(Duration.ofSeconds(30));
        assertThat(failures).isEmpty();
        denied.add(C);
        run(Duration.ofSeconds(30));
        assertThat(failures).isNotEmpty();
    }

    @Test
    void anotherConsumerOfAllShardsIsToldWhoHasThem() {
        for (var shard : List.of(A, B, C)) {
            always(shard, new Refused(Reason.BUSY, shard + " is read by amber/17", List.of()));
        }
        start(false);
        run(Duration.ofSeconds(30));
        assertThat(failures).first().satisfies(failure -> {
            assertThat(failure.exitCode()).isEqualTo(ExitCode.FAILED);
            assertThat(failure).hasMessageContaining("amber/17");
        });
    }

    @Test
    void whoseShardIsTakenOverReadsTheOthersOnAndTakesNothingBack() {
        start(true);
        run(Duration.ofSeconds(2));
        says(B, new Fenced("blue/4"));
        run(Duration.ofSeconds(1));
        always(B, new Refused(Reason.BUSY, B + " is read by blue/4", List.of()));
        hellos.clear();
        takeovers.clear();
        var before = Map.copyOf(brought);
        run(Duration.ofSeconds(60));
        assertThat(failures).isEmpty();
        assertThat(brought.get(A)).isGreaterThan(before.get(A));
        assertThat(brought.get(B)).isEqualTo(before.get(B));
        assertThat(hellos).as("it stands by").isNotEmpty().containsOnly(B);
        assertThat(takeovers).containsOnly(false);
        next.clear();
        run(Duration.ofSeconds(60));
        assertThat(brought.get(B)).as("the other one has gone").isGreaterThan(before.get(B));
    }

    /** Else it would snatch the shard away from the one that is about to take it. */
    @Test
    void whatWasHandedOverIsAskedForAgainAfterFiveSecondsAndNotBefore() {
        start(false);
        run(Duration.ofSeconds(2));
        says(B, new Ack(Position.TRIM_HORIZON, Position.TRIM_HORIZON, true));
        hellos.clear();
        run(Duration.ofMillis(4_900));
        assertThat(hellos).isEmpty();
        run(Duration.ofSeconds(1));
        assertThat(hellos).containsExactly(B);
    }

    @Test
    void aRelayThatEndedWhateverTheReasonIsTakenUpAgain() {
        start(false);
        run(Duration.ofSeconds(2));
        turns.end("shard-relay-" + B);
        var before = brought.get(B);
        run(Duration.ofSeconds(2));
        assertThat(brought.get(B)).isEqualTo(before);
        run(Duration.ofSeconds(5));
        assertThat(brought.get(B)).isGreaterThan(before);
    }

    @Test
    void aShardThatIsReadAgainKeepsTheProcessWhenTheOthersFail() {
        denied.add(B);
        start(false);
        run(Duration.ofSeconds(30));
        denied.clear();
        run(Duration.ofSeconds(70));
        var before = brought.get(B);
        denied.addAll(List.of(A, C));
        run(Duration.ofSeconds(30));
        assertThat(failures).isEmpty();
        assertThat(brought.get(B)).isGreaterThan(before);
    }

    /** What failed for long and was well again begins with a short wait, the next time. */
    @Test
    void failuresOfYesterdayDoNotMakeThoseOfTodayLonger() {
        for (var shard : List.of(A, B)) {
            denied.add(shard);
        }
        start(false);
        run(Duration.ofMinutes(10));
        denied.clear();
        run(Duration.ofSeconds(70));
        for (var again = 0; again < 5; again++) {
            denied.addAll(List.of(A, B));
            run(Duration.ofMillis(400));
            denied.clear();
            var before = Map.copyOf(brought);
            run(Duration.ofSeconds(11));
            assertThat(brought.get(A)).as("time %s", again).isGreaterThan(before.get(A));
            assertThat(brought.get(B)).as("time %s", again).isGreaterThan(before.get(B));
        }
    }

    /** Nothing would ever happen again, and nobody would be told why. */
    @Test
    void aShardThatWaitsForOneThatCannotBeReadIsNoneThatCan() {
        denied.add(A);
        always(B, new Refused(Reason.WAIT, "parents first", List.of(A)));
        always(C, new Refused(Reason.WAIT, "parents first", List.of(A)));
        start(false);
        run(Duration.ofSeconds(30));
        assertThat(failures).first().satisfies(failure -> assertThat(failure).hasMessageContaining("denied"));
    }

    /** Kinesis names one of the two as the adjacent parent. */
    @Test
    void theChildOfAMergeIsFoundFromEitherParent() {
        engine.mergeShards("s", A, B);
        for (var parent : List.of(A, B)) {
            hellos.clear();
            always(parent, new Refused(Reason.ENDED, "read to its end", List.of()));
            var all = new EngineStream(engine, "s").shards();
            consumer(false)
                    .start(
                            all.stream()
                                    .filter(shard -> shard.shardId().equals(parent))
                                    .toList(),
                            all);
            run(Duration.ofSeconds(2));
            assertThat(hellos).contains("shardId-000000000003");
        }
    }

    /** An operator may lengthen it, or shorten it, while the consumer runs. */
    @Test
    void howLongTheStreamKeepsItsRecordsIsAskedAgainAfterAMinute() {
        var lookup = new RetentionLookup(stream, time);
        assertThat(lookup.current().kept()).isEqualTo(Duration.ofHours(24));
        retention = Duration.ofHours(48);
        assertThat(lookup.current().kept()).isEqualTo(Duration.ofHours(24));
        time.advance(Duration.ofSeconds(61));
        assertThat(lookup.current().kept()).isEqualTo(Duration.ofHours(48));
    }

    @Test
    void aShardThatIsHandedOverHasNoSeriesAnyMore() {
        start(false);
        run(Duration.ofSeconds(2));
        assertThat(lagOf(B)).isTrue();
        says(B, new Ack(Position.TRIM_HORIZON, Position.TRIM_HORIZON, true));
        run(Duration.ofSeconds(2));
        assertThat(lagOf(B)).isFalse();
        assertThat(lagOf(A)).isTrue();
    }

    private boolean lagOf(String shardId) {
        return registry.scrape().stream()
                .filter(metric -> metric.getMetadata().getName().equals("delivery_consumer_lag_seconds"))
                .flatMap(metric -> metric.getDataPoints().stream())
                .anyMatch(point -> shardId.equals(point.getLabels().get("shard")));
    }

    @Test
    void aWrongTokenIsNoMatterOfOneShard() {
        says(A, new Refused(Reason.TOKEN, "wrong token", List.of()));
        start(false);
        run(Duration.ofSeconds(1));
        assertThat(failures).first().satisfies(failure -> assertThat(failure).hasMessage("wrong token"));
    }

    @Test
    void aClockThatIsSetStopsNobody() {
        start(false);
        for (var step : List.of(Duration.ofMinutes(-50), Duration.ofDays(2), Duration.ofDays(-2))) {
            run(Duration.ofSeconds(2));
            var before = Map.copyOf(brought);
            time.step(step);
            run(Duration.ofSeconds(6));
            assertThat(brought)
                    .allSatisfy((shard, count) ->
                            assertThat(count).as(shard + " after " + step).isGreaterThan(before.get(shard) + 6));
        }
        assertThat(failures).isEmpty();
    }

    private void start(boolean takeover) {
        var consumer = consumer(takeover);
        var all = new EngineStream(engine, "s").shards();
        consumer.start(all, all);
        consumer.watch();
    }

    private Consumer consumer(boolean takeover) {
        var settings = new ConsumerOptions(new StreamIdentity("s", "arn", 1), "", "me/1", 3, takeover, false, false);
        var random = new Random(3);
        registry = new PrometheusRegistry();
        return new Consumer(
                stream,
                null,
                List.<RankingPort>of(Answering::new),
                settings,
                time,
                () -> new Random(random.nextLong()),
                registry,
                turns,
                failures::add);
    }

    private void run(Duration time) {
        turns.run(time);
    }

    private void says(String shardId, Message answer) {
        next.computeIfAbsent(shardId, id -> new ArrayDeque<>()).add(answer);
    }

    private void always(String shardId, Message answer) {
        for (var i = 0; i < 1_000; i++) {
            says(shardId, answer);
        }
    }

    /** A server that welcomes everyone, and acknowledges all, unless it is told to say something else. */
    private final class Answering implements Session {
        private final Queue<Message> answers = new ArrayDeque<>();
        private String shardId;

        @Override
        public void send(Message question) {
            if (question instanceof Hello hello) {
                shardId = hello.shard().shardId();
                hellos.add(shardId);
                takeovers.add(hello.terms().takeover());
            } else {
                brought.merge(shardId, 1, Integer::sum);
            }
            var told = next.getOrDefault(shardId, new ArrayDeque<>()).poll();
            if (told != null) {
                answers.add(told);
            } else if (question instanceof Batch batch) {
                answers.add(new Ack(batch.to(), Position.TRIM_HORIZON));
            } else {
                answers.add(new Welcome(2, 7, Position.TRIM_HORIZON, 1 << 20, 15_000, 0));
            }
        }

        @Override
        public Message receive() {
            return answers.poll();
        }

        @Override
        public void close() {}
    }

    /** May refuse to let some shards be read. */
    private final class Denying implements KinesisStream {
        private final KinesisStream real;

        Denying(KinesisStream real) {
            this.real = real;
        }

        @Override
        public String iterator(String shardId, Position position) {
            return check(shardId) + real.iterator(shardId, position);
        }

        private String check(String shardId) {
            if (denied.contains(shardId)) {
                throw new StreamException(StreamException.Kind.DENIED, "access denied to " + shardId);
            }
            return shardId + " ";
        }

        @Override
        public RecordPage read(String iterator, int limit) {
            var parts = iterator.split(" ", 2);
            check(parts[0]);
            var page = real.read(parts[1], limit);
            var after = page.nextIterator() == null ? null : parts[0] + " " + page.nextIterator();
            return new RecordPage(page.records(), after, page.millisBehindLatest(), page.answeredAt(), page.children());
        }

        @Override
        public StreamDescription describe() {
            var said = real.describe();
            return new StreamDescription(
                    said.name(),
                    said.arn(),
                    said.status(),
                    said.createdAt(),
                    retention,
                    said.openShards(),
                    said.onDemand(),
                    said.answeredAt());
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
