package delivery.ranking;

import delivery.app.Agent;
import delivery.app.Time;
import delivery.ranking.disk.StateFolder;
import delivery.ranking.letters.DeadLetters;
import delivery.ranking.loop.LatestPicture;
import delivery.ranking.loop.Questions;
import delivery.ranking.loop.RankingLoop;
import delivery.ranking.snapshot.SnapshotFigures;
import delivery.ranking.snapshot.SnapshotLoop;
import delivery.ranking.snapshot.SnapshotStore;
import delivery.ranking.socket.EventServer;
import delivery.ranking.socket.Sessions;
import delivery.ranking.socket.SocketCounters;
import delivery.ranking.state.Admission;
import delivery.ranking.state.RankingState;
import delivery.ranking.state.Snapshot;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * The ranking server without its threads, its sockets and its page: one life of it. {@code Main} gives each part a thread;
 * whoever has only one thread takes the turns of {@link #ranking} and {@link #snapshots} and drives the connections. What
 * asks the ranking gets it as {@link Questions}, so that something may lie in between: an inbox, or a test. One thread's.
 */
public final class RankingServer implements AutoCloseable {
    private final Settings settings;
    private final Time clock;
    private final SnapshotStore store;
    private final DeadLetters deadLetters;
    private final LatestPicture latest;
    private final RankingLoop loop;
    private final SocketCounters counters = new SocketCounters();
    private final SnapshotFigures figures;
    private final Semaphore room = new Semaphore(EventServer.MAX_SESSIONS);

    /**
     * @param token that consumers must know; empty if none is asked for
     * @param streamName of the one stream to rank; null for that of the first consumer
     * @param window of the ranking of regions: whole seconds
     * @param retention how long the stream keeps its records
     * @param deadLettersMax how large the file of the rejected records may grow, in bytes
     * @param pace how often there is a new picture though nothing has changed
     */
    public record Settings(
            String token,
            @Nullable String streamName,
            Duration window,
            Duration retention,
            Duration snapshotInterval,
            long deadLettersMax,
            Duration pace) {}

    private RankingServer(
            Settings settings, SnapshotStore store, RankingState state, DeadLetters deadLetters, Time clock) {
        this.settings = settings;
        this.clock = clock;
        this.store = store;
        this.deadLetters = deadLetters;
        latest = new LatestPicture(state.picture());
        figures = new SnapshotFigures(clock);
        loop = new RankingLoop(state, clock, latest, deadLetters, settings.pace());
    }

    /**
     * Goes on from what is in the folder.
     *
     * @param folder null if nothing is to be kept; it is not closed with this
     * @throws IOException if no snapshot can be written
     * @throws delivery.app.AppException if what is in the folder cannot be read
     */
    public static RankingServer open(Settings settings, StateFolder folder, Time clock) throws IOException {
        if (folder == null) {
            var state = state(settings, clock.millis(), Snapshot.EMPTY, clock);
            return new RankingServer(settings, null, state, DeadLetters.withoutFile(clock), clock);
        }
        var store = new SnapshotStore(folder);
        var snapshot = store.load();
        var generation = store.nextNumber();
        // The generation is taken once it is on disk, so that no epoch comes twice, whatever the clock says.
        store.write(snapshot);
        var deadLetters = DeadLetters.in(folder, settings.deadLettersMax(), clock);
        return new RankingServer(settings, store, state(settings, generation, snapshot, clock), deadLetters, clock);
    }

    private static RankingState state(Settings settings, long generation, Snapshot snapshot, Time clock) {
        return new RankingState(
                new Admission(settings.token(), settings.streamName()),
                new RankingState.Life((int) settings.window().toSeconds(), settings.retention(), generation),
                snapshot,
                clock);
    }

    /** Answers whatever is asked; its turns publish pictures. */
    public RankingLoop ranking() {
        return loop;
    }

    /** Writes snapshots, each in two turns; null if nothing is kept. */
    public Agent snapshots(Questions ranking) {
        return store == null
                ? null
                : new SnapshotLoop(store, deadLetters, ranking, settings.snapshotInterval(), figures, clock);
    }

    /** A consumer has connected. */
    public Sessions accept(Questions ranking, Sessions.Line line) {
        return new Sessions(ranking, counters, Sessions.Patience.USUAL, room, clock, line);
    }

    /** The picture published last. */
    public LatestPicture latest() {
        return latest;
    }

    SocketCounters counters() {
        return counters;
    }

    SnapshotFigures figures() {
        return figures;
    }

    @Override
    public void close() {
        deadLetters.close();
    }
}
