package delivery.ranking.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import delivery.model.Events;
import delivery.model.Position;
import delivery.protocol.Message.Ack;
import delivery.protocol.Message.Welcome;
import delivery.ranking.letters.DeadLetters;
import delivery.ranking.loop.AgentThread;
import delivery.ranking.loop.LatestPicture;
import delivery.ranking.loop.RankingLoop;
import delivery.ranking.loop.RankingThread;
import delivery.ranking.snapshot.LossyFolder.Step;
import delivery.ranking.state.Admission;
import delivery.ranking.state.Batches;
import delivery.ranking.state.Effort;
import delivery.ranking.state.FixedDay;
import delivery.ranking.state.Hellos;
import delivery.ranking.state.RankingState;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SnapshotLoopTest {
    private static final Duration SOON = Duration.ofMillis(5);

    private final FixedDay time = new FixedDay(Instant.ofEpochMilli(Events.START_MILLIS));
    private final RankingState state = new RankingState(new Admission("", null), 600, time);
    private final LatestPicture latest = new LatestPicture(state.picture());
    private final LossyFolder folder = new LossyFolder();
    private final SnapshotFigures figures = new SnapshotFigures(time);
    private final RankingThread loop = new RankingThread(
                    new RankingLoop(state, time, latest, DeadLetters.withoutFile(time), RankingLoop.PACE),
                    time,
                    e -> {})
            .start();

    private AgentThread every(Duration interval) {
        return start(new SnapshotLoop(
                new SnapshotStore(folder), DeadLetters.withoutFile(time), loop, interval, figures, time));
    }

    private AgentThread start(SnapshotLoop snapshots) {
        return new AgentThread("snapshots", snapshots, time, SnapshotLoop.PATIENCE).start();
    }

    private long greet() {
        return ((Welcome) loop.greet(Hellos.of("s").hello(), name -> {})).epoch();
    }

    private Ack bring(long epoch, long number) {
        var after = number == 1 ? Position.TRIM_HORIZON : Position.after(Long.toString(number - 1));
        return (Ack) loop.apply(Batches.of("s", epoch, after)
                .event(Events.created(number))
                .to(number)
                .batch());
    }

    private Ack heartbeat(long epoch, long position) {
        return (Ack) loop.apply(
                Batches.of("s", epoch, Position.after(Long.toString(position))).batch());
    }

    private long createdOnDisk() {
        return new SnapshotStore(folder).load().ranking().totals().created();
    }

    @Test
    void anAcknowledgementSaysHowFarTheShardIsOnDisk() {
        try (loop;
                var snapshots = every(SOON)) {
            assertThat(snapshots).isNotNull();
            var epoch = greet();
            assertThat(bring(epoch, 1).applied()).isEqualTo(Position.after("1"));
            await().until(() -> heartbeat(epoch, 1).durable().equals(Position.after("1")));
            assertThat(createdOnDisk()).isOne();
            await().until(() -> latest.get().shards().get(0).durable().equals("1"));
        }
    }

    @Test
    void asLongAsNothingChangesNothingIsWritten() {
        try (loop;
                var snapshots = every(SOON)) {
            assertThat(snapshots).isNotNull();
            var epoch = greet();
            bring(epoch, 1);
            await().until(() -> heartbeat(epoch, 1).durable().equals(Position.after("1")));
            var written = figures.latest().written();
            for (var i = 0; i < 500; i++) {
                heartbeat(epoch, 1);
            }
            assertThat(figures.latest().written()).isEqualTo(written);
        }
        assertThat(figures.latest().written()).isLessThanOrEqualTo(3);
    }

    /** T40. */
    @Test
    void atTheEndAllIsOnDisk() {
        try (loop;
                var snapshots = every(Duration.ofHours(1))) {
            assertThat(snapshots).isNotNull();
            var epoch = greet();
            bring(epoch, 1);
            bring(epoch, 2);
            assertThat(heartbeat(epoch, 2).durable()).isEqualTo(Position.TRIM_HORIZON);
        }
        assertThat(createdOnDisk()).isEqualTo(2);
    }

    /** T09. */
    @Test
    void aFullDiskIsAnAlarmAndTheRankingGoesOn() {
        try (loop;
                var snapshots = every(SOON)) {
            assertThat(snapshots).isNotNull();
            var epoch = greet();
            bring(epoch, 1);
            await().until(() -> heartbeat(epoch, 1).durable().equals(Position.after("1")));
            folder.failAt(Step.FORCE_FILE);
            bring(epoch, 2);
            await().until(() -> figures.latest().failuresInARow() > 3);
            assertThat(heartbeat(epoch, 2)).isEqualTo(new Ack(Position.after("2"), Position.after("1")));
            assertThat(createdOnDisk()).isOne();
            folder.failAt(null);
            await().until(() -> heartbeat(epoch, 2).durable().equals(Position.after("2")));
            assertThat(figures.latest().failuresInARow()).isZero();
            assertThat(figures.latest().failures()).isGreaterThan(3);
            assertThat(figures.latest().bytes()).isPositive();
            assertThat(figures.latest().writtenAtMillis()).isEqualTo(time.millis());
        }
    }

    /** A record that a snapshot has passed is not read again after a crash: its letter must be on disk before that is. */
    @Test
    void aSnapshotThatIsOnDiskHasItsDeadLettersOnDisk() throws IOException {
        loop.close();
        folder.crashAt(Step.FORCE_FOLDER, true);
        try (var letters = DeadLetters.in(folder, 1 << 20, time);
                var ranking = new RankingThread(
                                new RankingLoop(state, time, latest, letters, RankingLoop.PACE), time, e -> {})
                        .start();
                var snapshots =
                        start(new SnapshotLoop(new SnapshotStore(folder), letters, ranking, SOON, figures, time))) {
            assertThat(snapshots.fault()).isNull();
            var epoch = ((Welcome) ranking.greet(Hellos.of("s").hello(), name -> {})).epoch();
            ranking.apply(Batches.of("s", epoch, Position.TRIM_HORIZON)
                    .rejected("not-json")
                    .to(1)
                    .batch());
            await().until(() -> {
                var failures = figures.latest().failures();
                return failures > 0 && rejected(folder) == 1;
            });
        }
        for (var seed = 0; seed < Effort.cases(100); seed++) {
            var found = folder.afterCrash(new Random(seed));
            assertThat(rejected(found)).as("the snapshot survived").isOne();
            try (var kept = DeadLetters.in(found, 1 << 20, time)) {
                assertThat(kept.picture(false).kept()).isOne();
            }
        }
    }

    private long rejected(LossyFolder found) {
        var settings = new RankingState.Life(600, RankingState.RETENTION, 2);
        return new RankingState(new Admission("", null), settings, new SnapshotStore(found).load(), time)
                .picture()
                .audit()
                .records()
                .rejected();
    }

    /** Whoever removes the snapshots, and the server is idle: a restart must not begin at nothing. */
    @Test
    void snapshotsThatWereRemovedAreWrittenAgainThoughNothingChanges() throws IOException {
        try (loop;
                var snapshots = every(SOON)) {
            assertThat(snapshots).isNotNull();
            var epoch = greet();
            bring(epoch, 1);
            await().until(() -> heartbeat(epoch, 1).durable().equals(Position.after("1")));
            folder.deleteAllSnapshots();
            await().until(() -> !folder.names().isEmpty() && createdOnDisk() == 1);
        }
    }
}
