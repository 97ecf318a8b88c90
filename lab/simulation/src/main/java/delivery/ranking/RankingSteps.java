package delivery.ranking;

import delivery.app.Time;
import delivery.protocol.Message;
import delivery.protocol.Message.Batch;
import delivery.protocol.Message.Hello;
import delivery.ranking.snapshot.SnapshotStore;
import delivery.ranking.state.Admission;
import delivery.ranking.state.RankingState;
import delivery.ranking.state.Snapshot;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;

/** The ranking server without its threads, its sockets and its page: the state, and its snapshots on a disk. */
public final class RankingSteps {
    private final SnapshotStore store;
    private final RankingState state;
    private long writtenVersion;

    /** An answer to a Hello, and the epoch that loses its shard by it (0: none). */
    public record Greeted(Message answer, long fencedEpoch) {}

    /** All that it knew at one moment. */
    public static final class Frozen {
        private final Snapshot snapshot;
        private final long version;

        private Frozen(Snapshot snapshot, long version) {
            this.snapshot = snapshot;
            this.version = version;
        }
    }

    private RankingSteps(SnapshotStore store, RankingState state) {
        this.store = store;
        this.state = state;
    }

    /** A new life, which goes on from what is on the disk. */
    public static RankingSteps start(SimulatedDisk disk, Duration retention, Time time) {
        try {
            var store = new SnapshotStore(disk);
            var snapshot = store.load();
            var generation = store.nextNumber();
            store.write(snapshot);
            var settings = new RankingState.Settings(600, retention, generation);
            return new RankingSteps(store, new RankingState(new Admission("", null), settings, snapshot, time));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public Greeted greet(Hello hello, Time time) {
        state.advanceTo(time);
        return greet(hello);
    }

    /** At the moment that it is for the server. */
    public Greeted greet(Hello hello) {
        var greeting = state.greet(hello);
        return new Greeted(greeting.answer(), greeting.fencedEpoch());
    }

    public Message apply(Batch batch, Time time) {
        state.advanceTo(time);
        return apply(batch);
    }

    /** At the moment that it is for the server. */
    public Message apply(Batch batch) {
        return state.apply(batch);
    }

    public void leave(String shardId, long epoch) {
        state.leave(shardId, epoch);
    }

    /** Null if nothing has changed since the last that was written. */
    public Frozen freezeIfChanged() {
        return state.version() == writtenVersion ? null : new Frozen(state.freeze(), state.version());
    }

    public void write(Frozen frozen) {
        try {
            store.write(frozen.snapshot);
            writtenVersion = frozen.version;
            state.hasOnDisk(frozen.snapshot);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** All that it shows. */
    public Figures figures(Time time) {
        state.advanceTo(time);
        return new Figures(state.picture());
    }
}
