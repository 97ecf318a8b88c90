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
import delivery.localkinesis.api.NewRecord;
import delivery.localkinesis.engine.Engine;
import delivery.localkinesis.engine.EngineOptions;
import delivery.model.EventEncoder;
import delivery.model.Events;
import delivery.model.Position;
import delivery.protocol.Batch;
import delivery.protocol.Message;
import delivery.protocol.Message.Ack;
import delivery.protocol.Message.Hello;
import delivery.protocol.Message.Reason;
import delivery.protocol.Message.Refused;
import delivery.protocol.Message.Rewind;
import delivery.protocol.Message.StreamIdentity;
import delivery.protocol.Message.Welcome;
import delivery.relay.RankingPort;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.net.ConnectException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** One consumer, two ranking servers: each gets everything, and neither has to wait for the other. */
class ReplicasTest {
    private final FakeTime time = new FakeTime();
    private final Engine engine = new Engine(
            time, new Random(1), EngineOptions.DEFAULT.withLimits(false).withTransition(Duration.ZERO));
    private final List<AppException> failures = new ArrayList<>();
    private final AgentTurns turns = new AgentTurns(time, failures);
    private final Replica a = new Replica("a:8888");
    private final Replica b = new Replica("b:8888");
    private Counting stream;
    private int put;

    /** A server by the rules: what fits is applied, and what does not is told where to go on. */
    private final class Replica implements RankingPort {
        private final String name;
        private final Map<String, Position> positions = new HashMap<>();
        private final List<String> applied = new ArrayList<>();
        private boolean isUp = true;
        private boolean answers = true;
        private Refused refusal;

        Replica(String name) {
            this.name = name;
        }

        @Override
        public Session connect() throws IOException {
            if (!isUp) {
                throw new ConnectException("nobody there");
            }
            return new Talk(this);
        }

        Message answer(Message question, String shardId) {
            var position = positions.getOrDefault(shardId, Position.TRIM_HORIZON);
            if (!(question instanceof Batch batch)) {
                return refusal != null ? refusal : new Welcome(2, 7, position, 1 << 20, 15_000, 0);
            } else if (!batch.after().equals(position)) {
                return batch.to().compareTo(position) <= 0
                        ? new Ack(position, Position.TRIM_HORIZON)
                        : new Rewind(position);
            }
            batch.events().forEach(each -> applied.add(shardId + " " + each.sequenceNumber()));
            positions.put(shardId, batch.to());
            return new Ack(batch.to(), Position.TRIM_HORIZON);
        }

        @Override
        public String toString() {
            return name;
        }
    }

    private static final class Talk implements RankingPort.Session {
        private final Replica server;
        private final Queue<Message> questions = new ArrayDeque<>();
        private String shardId;

        Talk(Replica server) {
            this.server = server;
        }

        @Override
        public void send(Message question) {
            shardId = question instanceof Hello hello ? hello.shard().shardId() : shardId;
            questions.add(question);
        }

        @Override
        public Message receive() throws IOException {
            if (!server.isUp) {
                throw new IOException("reset");
            }
            return server.answers && !questions.isEmpty() ? server.answer(questions.poll(), shardId) : null;
        }

        @Override
        public void close() {}
    }

    /** How often pages are asked for. */
    private static final class Counting implements KinesisStream {
        private final KinesisStream real;
        private int reads;

        Counting(KinesisStream real) {
            this.real = real;
        }

        @Override
        public RecordPage read(String iterator, int limit) {
            reads++;
            return real.read(iterator, limit);
        }

        @Override
        public String iterator(String shardId, Position position) {
            return real.iterator(shardId, position);
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

    private void start(RankingPort... servers) {
        engine.createActiveStream("s", 3);
        begin(servers);
    }

    private void begin(RankingPort... servers) {
        stream = new Counting(new EngineStream(engine, "s"));
        var settings = new ConsumerOptions(new StreamIdentity("s", "arn", 1), "", "me/1", 3, false, false, false);
        var random = new Random(3);
        var consumer = new Consumer(
                stream,
                null,
                List.of(servers),
                settings,
                time,
                () -> new Random(random.nextLong()),
                new PrometheusRegistry(),
                turns,
                failures::add);
        var all = stream.shards();
        consumer.start(all, all);
        consumer.watch();
    }

    private void run(int seconds) {
        for (var i = 0; i < seconds * 10; i++) {
            for (var n = 0; n < 3; n++) {
                var event = new EventEncoder()
                        .encode(Events.order(++put)
                                .createdAt(Events.START_MILLIS)
                                .created());
                engine.putRecord("s", new NewRecord(event, Integer.toString(put), null));
            }
            turns.run(Duration.ofMillis(100));
        }
    }

    private void drain() {
        turns.run(Duration.ofSeconds(20));
    }

    private void hasEverything(Replica... replicas) {
        for (var replica : replicas) {
            assertThat(replica.applied).as(replica.name).hasSize(put).doesNotHaveDuplicates();
        }
    }

    @Test
    void twoServersTakeNoMoreReadsThanOne() {
        start(a);
        run(60);
        var alone = stream.reads;
        turns.end();
        a.positions.clear();
        a.applied.clear();
        var before = put;
        put = 0;
        engine.deleteStream("s");
        time.advance(Duration.ofSeconds(60));
        start(a, b);
        run(60);
        assertThat(put).isEqualTo(before);
        assertThat(stream.reads).isBetween(alone - 6, alone + 6);
        drain();
        hasEverything(a, b);
    }

    @Test
    void aServerThatAnswersNothingHoldsTheOtherUpByNothingAndCatchesUp() {
        start(a, b);
        run(5);
        b.answers = false;
        var before = stream.reads;
        run(40);
        assertThat(stream.reads - before).as("3 a second and shard").isBetween(330, 365);
        assertThat(a.applied.size()).isGreaterThan(put - 25);
        assertThat(b.applied.size()).isLessThan(200);
        b.answers = true;
        run(10);
        assertThat(a.applied.size()).isGreaterThan(put - 25);
        assertThat(b.applied.size()).isGreaterThan(put - 25);
        drain();
        hasEverything(a, b);
    }

    @Test
    void aServerThatWasNeverThereIsBroughtEverythingOnceItIs() {
        b.isUp = false;
        start(a, b);
        run(60);
        assertThat(failures).isEmpty();
        assertThat(a.applied.size()).isGreaterThan(put - 25);
        b.isUp = true;
        run(10);
        drain();
        hasEverything(a, b);
    }

    @Test
    void aServerThatComesBackWithNothingIsReadEverythingAgain() {
        start(a, b);
        run(20);
        a.isUp = false;
        run(5);
        a.positions.clear();
        a.applied.clear();
        a.isUp = true;
        run(5);
        drain();
        hasEverything(a, b);
    }

    @Test
    void whenNoServerIsThereTheProcessEndsByThat() {
        a.isUp = false;
        b.isUp = false;
        start(a, b);
        run(20);
        assertThat(failures)
                .first()
                .satisfies(failure -> assertThat(failure.exitCode()).isEqualTo(ExitCode.UNREACHABLE));
    }

    @Test
    void oneThatRefusesUsIsNamedAndTheOtherGoesOn() {
        for (var reason : List.of(Reason.VERSION, Reason.STREAM, Reason.TOKEN)) {
            b.refusal = new Refused(reason, "not you", List.of());
            put = 0;
            a.positions.clear();
            a.applied.clear();
            start(a, b);
            run(20);
            assertThat(failures).as(reason.toString()).isEmpty();
            drain();
            hasEverything(a);
            turns.end();
            engine.deleteStream("s");
            time.advance(Duration.ofSeconds(60));
        }
    }

    @Test
    void ifAllRefuseUsTheProcessEndsByWhatOneSays() {
        Stream.of(a, b).forEach(each -> each.refusal = new Refused(Reason.VERSION, each + " is older", List.of()));
        start(a, b);
        run(20);
        assertThat(failures).first().satisfies(failure -> {
            assertThat(failure.exitCode()).isEqualTo(ExitCode.FAILED);
            assertThat(failure).hasMessageContaining("is older");
        });
    }

    /** Servers that die and come back, at once and in turn, with all that they had or with something older. */
    @Test
    void whateverHappensToThemBothHaveEverythingOnce() {
        start(a, b);
        var random = new Random(5);
        for (var round = 0; round < 60; round++) {
            var one = random.nextBoolean() ? a : b;
            switch (random.nextInt(4)) {
                case 0 -> one.isUp = false;
                case 1 -> one.answers = false;
                case 2 -> {
                    one.positions.clear();
                    one.applied.clear();
                }
                default -> {
                    one.isUp = true;
                    one.answers = true;
                }
            }
            run(1 + random.nextInt(4));
        }
        Stream.of(a, b).forEach(each -> {
            each.isUp = true;
            each.answers = true;
        });
        turns.run(Duration.ofSeconds(100));
        hasEverything(a, b);
        assertThat(failures).isEmpty();
    }
}
