package delivery.localkinesis.fault;

import delivery.localkinesis.api.GetRecordsResult;
import delivery.localkinesis.api.IteratorType;
import delivery.localkinesis.api.NewRecord;
import delivery.localkinesis.api.PutRecordResult;
import delivery.localkinesis.api.PutRecordsResult;
import delivery.localkinesis.api.ShardFilter;
import delivery.localkinesis.api.ShardPage;
import delivery.localkinesis.engine.Engine;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * An engine with the faults of {@link Faults} before it, for tests without HTTP: what would cut a connection throws
 * {@link ConnectionLost}.
 */
public final class FaultyEngine {
    private final Engine engine;
    private final Faults faults;
    private final Consumer<Duration> waiting;

    /** @param waiting how added latency passes: moves a test's clock, or parks the thread */
    public FaultyEngine(Engine engine, Faults faults, Consumer<Duration> waiting) {
        this.engine = engine;
        this.faults = faults;
        this.waiting = waiting;
    }

    /** The caller does not learn what became of its call; only {@link #isDone} knows. */
    public static final class ConnectionLost extends RuntimeException {
        private static final long serialVersionUID = 1;

        private final boolean done;

        private ConnectionLost(boolean done) {
            super("the connection was closed without an answer", null, false, false);
            this.done = done;
        }

        /** What the test may know and the caller may not. */
        public boolean isDone() {
            return done;
        }
    }

    public PutRecordResult putRecord(String stream, NewRecord entry) {
        return call(faults.next("PutRecord"), () -> engine.putRecord(stream, entry));
    }

    public PutRecordsResult putRecords(String stream, List<NewRecord> entries) {
        var struck = faults.next("PutRecords");
        return call(struck, () -> struck.putRecords(engine, stream, entries)).asResult();
    }

    public String getShardIterator(
            String stream,
            String shardId,
            IteratorType type,
            @Nullable String startingSequenceNumber,
            @Nullable Instant timestamp) {
        return call(
                faults.next("GetShardIterator"),
                () -> engine.getShardIterator(stream, shardId, type, startingSequenceNumber, timestamp));
    }

    public GetRecordsResult getRecords(String iterator, int limit) {
        var struck = faults.next("GetRecords");
        return call(struck, () -> struck.readPage(engine, iterator, limit)).copied();
    }

    public ShardPage listShards(
            String stream, ShardFilter filter, @Nullable String exclusiveStartShardId, int maxResults) {
        var struck = faults.next("ListShards");
        return call(
                struck,
                () -> engine.listShards(
                        stream, filter, exclusiveStartShardId, maxResults, struck.listedAt(engine), null));
    }

    private <T> T call(CallFaults struck, Supplier<T> action) {
        if (!struck.delay().isZero()) {
            waiting.accept(struck.delay());
        }
        if (struck.resets()) {
            throw new ConnectionLost(false);
        }
        struck.refuse();
        var answer = action.get();
        if (struck.losesAnswer()) {
            throw new ConnectionLost(true);
        }
        return answer;
    }
}
