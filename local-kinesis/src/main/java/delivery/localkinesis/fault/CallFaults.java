package delivery.localkinesis.fault;

import delivery.localkinesis.api.KinesisError;
import delivery.localkinesis.api.NewRecord;
import delivery.localkinesis.engine.BatchOutcome;
import delivery.localkinesis.engine.Engine;
import delivery.localkinesis.engine.Listings;
import delivery.localkinesis.engine.LogPage;
import delivery.localkinesis.engine.RequestRules;
import delivery.localkinesis.engine.ShardIterator;
import delivery.localkinesis.quota.Limits;
import delivery.localkinesis.shard.PackedRecords;
import java.time.Duration;
import java.util.List;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/** What goes wrong with one call; mostly nothing. Whoever makes the call asks in the order of the methods here. */
public final class CallFaults {
    public static final CallFaults NONE = new CallFaults("", List.of());

    private static final String ON_DEMAND = " (a fault on demand of local-kinesis)";
    private static final String REFUSED = "Rate exceeded" + ON_DEMAND;

    private final String operation;
    private final List<Draw> draws;

    /** @param dice what this call's further chances are made of */
    record Draw(Fault fault, long dice) {}

    CallFaults(String operation, List<Draw> draws) {
        this.operation = operation;
        this.draws = draws;
    }

    public Duration delay() {
        var delay = Duration.ZERO;
        for (var draw : draws) {
            if (draw.fault.kind() == Fault.Kind.LATENCY) {
                delay = delay.plus(draw.fault.time());
            }
        }
        return delay;
    }

    /** The connection is reset, nothing is done. */
    public boolean resets() {
        return of(Fault.Kind.RESET) != null;
    }

    /** @throws KinesisError if the call is refused as a whole */
    public void refuse() {
        if (of(Fault.Kind.ERROR) != null) {
            throw new KinesisError(KinesisError.Type.InternalFailure, "Internal service failure" + ON_DEMAND);
        }
        if (of(Fault.Kind.UNAVAILABLE) != null) {
            throw new KinesisError(KinesisError.Type.ServiceUnavailable, "Service is unavailable" + ON_DEMAND);
        }
        if (of(Fault.Kind.THROTTLE) != null && !operation.equals("PutRecords")) {
            throw new KinesisError(
                    isData()
                            ? KinesisError.Type.ProvisionedThroughputExceededException
                            : KinesisError.Type.LimitExceededException,
                    "Rate exceeded" + ON_DEMAND);
        }
    }

    public BatchOutcome putRecords(Engine engine, String stream, List<NewRecord> entries) {
        return engine.putRecords(stream, entries, refusedEntries(), REFUSED);
    }

    public BatchOutcome putRecords(Engine engine, String stream, PackedRecords batch) {
        return engine.putRecords(stream, batch, refusedEntries(), REFUSED);
    }

    public LogPage readPage(Engine engine, String iterator, int limit) {
        var clock = engine.clock();
        var now = clock.millis();
        var expire = of(Fault.Kind.EXPIRE);
        if (expire != null) {
            var at = ShardIterator.decode(iterator);
            if (now - at.issuedMillis() >= expire.fault.time().toMillis()) {
                throw at.expired(clock, now, ON_DEMAND);
            }
        }
        if (of(Fault.Kind.EMPTY) == null) {
            return engine.readPage(iterator, limit);
        }
        RequestRules.between(limit, 1, Limits.PAGE_RECORDS, "limit");
        // One record is read to know whether there are any, so that little of the quota goes.
        var page = engine.readPage(iterator, 1);
        return page.slices().isEmpty() ? page : page.emptied(ShardIterator.decode(iterator), now);
    }

    /** As of when ListShards answers. */
    public long listedAt(Engine engine) {
        var stale = of(Fault.Kind.STALE);
        return stale == null
                ? Listings.PRESENT
                : engine.clock().millis() - stale.fault.time().toMillis();
    }

    /** What was asked has been done, but nobody is told. */
    public boolean losesAnswer() {
        return of(Fault.Kind.TIMEOUT) != null;
    }

    /** Null: none. */
    private @Nullable IntPredicate refusedEntries() {
        if (of(Fault.Kind.THROTTLE) != null) {
            return i -> true;
        }
        var partial = of(Fault.Kind.PARTIAL);
        return partial == null ? null : i -> Dice.share(Dice.mix(partial.dice + i + 1)) < partial.fault.share();
    }

    private boolean isData() {
        return switch (operation) {
            case "PutRecord", "PutRecords", "GetRecords", "GetShardIterator" -> true;
            default -> false;
        };
    }

    private @Nullable Draw of(Fault.Kind kind) {
        for (var draw : draws) {
            if (draw.fault.kind() == kind) {
                return draw;
            }
        }
        return null;
    }
}
