package delivery.ranking.loop;

import delivery.protocol.Batch;
import delivery.protocol.Message;
import delivery.protocol.Message.Hello;
import delivery.ranking.state.Snapshot;
import java.time.Duration;
import java.util.function.Consumer;

/** What may be asked of the ranking. Each question is answered in one turn: nothing else happens meanwhile. */
public interface Questions {
    /**
     * Answers with a Welcome or a refusal.
     *
     * @param fence told the name of whoever takes the shard over later, by the one thread of the ranking: must not wait
     */
    Message greet(Hello hello, Consumer<String> fence);

    /** Applies the batch if it goes on from where its shard is, and says what became of it. */
    Message apply(Batch batch);

    /** The shard is free, unless another one has it than the holder of this epoch. */
    void leave(String shardId, long epoch);

    /** Null if the state is still at this version, or there is no ranking any more. */
    Frozen freezeIfChanged(long version);

    /** From now on acknowledgements say so. */
    void hasOnDisk(Snapshot snapshot);

    /**
     * The state at one moment.
     *
     * @param version of the state, which another snapshot of the same state has too
     * @param stop for how long the ranking stood still
     */
    record Frozen(Snapshot snapshot, long version, Duration stop) {}
}
