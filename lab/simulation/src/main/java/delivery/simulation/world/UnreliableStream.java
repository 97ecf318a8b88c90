package delivery.simulation.world;

import delivery.kinesis.KinesisStream;
import delivery.kinesis.PutEntry;
import delivery.kinesis.PutResult;
import delivery.kinesis.RecordPage;
import delivery.kinesis.Shard;
import delivery.kinesis.StreamDescription;
import delivery.kinesis.StreamException;
import delivery.kinesis.StreamException.Kind;
import delivery.model.Position;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** The stream as one process sees it: calls take time, fail, or fail to answer; and the process may die in them. */
final class UnreliableStream implements KinesisStream {
    private static final long MILLI = 1_000_000;

    private final KinesisStream stream;
    private final Host host;
    private final World world;
    private final RandomGenerator random;

    UnreliableStream(KinesisStream stream, Host host, World world, RandomGenerator random) {
        this.stream = stream;
        this.host = host;
        this.world = world;
        this.random = random;
    }

    @Override
    public StreamDescription describe() {
        arrive("describe");
        fail(Mishap.CALL_FAILED, Kind.UNAVAILABLE);
        return stream.describe();
    }

    @Override
    public List<Shard> shards() {
        arrive("shards");
        fail(Mishap.CALL_FAILED, Kind.UNAVAILABLE);
        return world.weather().strikes(Mishap.SHARD_LIST_STALE) ? world.shards().stale() : stream.shards();
    }

    @Override
    public List<PutResult> put(List<PutEntry> entries) {
        arrive("put");
        fail(Mishap.PUT_THROTTLED, Kind.THROTTLED);
        fail(Mishap.PUT_FAILED, Kind.UNAVAILABLE);
        var results = store(entries);
        world.trace().note(host.name(), "put", entries.size());
        leave();
        fail(Mishap.PUT_ANSWER_LOST, Kind.UNAVAILABLE);
        for (var i = 0; i < entries.size(); i++) {
            if (results.get(i) instanceof PutResult.Stored) {
                world.ledger().acknowledged(entries.get(i).data(), world.clock().millis());
            }
        }
        return results;
    }

    private List<PutResult> store(List<PutEntry> entries) {
        var partly = world.weather().strikes(Mishap.PUT_ENTRIES_FAILED);
        var results = new ArrayList<PutResult>(entries.size());
        var good = new ArrayList<PutEntry>(entries.size());
        for (var entry : entries) {
            var failed = partly && random.nextBoolean();
            results.add(failed ? new PutResult.Failed(random.nextBoolean(), "simulated") : null);
            if (!failed) {
                good.add(entry);
            }
        }
        var stored = good.isEmpty() ? List.<PutResult>of() : stream.put(good);
        for (int i = 0, next = 0; i < results.size(); i++) {
            if (results.get(i) == null) {
                var result = stored.get(next++);
                results.set(i, result);
                if (result instanceof PutResult.Stored record) {
                    world.ledger()
                            .stored(
                                    record.shardId(),
                                    Objects.requireNonNull(record.sequenceNumber()),
                                    entries.get(i).data(),
                                    world.clock().millis());
                }
            }
        }
        return results;
    }

    @Override
    public String iterator(String shardId, Position position) {
        arrive("iterator");
        fail(Mishap.CALL_FAILED, Kind.UNAVAILABLE);
        return stream.iterator(shardId, position);
    }

    @Override
    public RecordPage read(@Nullable String iterator, int limit) {
        arrive("read");
        fail(Mishap.READ_THROTTLED, Kind.THROTTLED);
        fail(Mishap.READ_FAILED, Kind.UNAVAILABLE);
        fail(Mishap.ITERATOR_EXPIRED, Kind.EXPIRED_ITERATOR);
        var empty = world.weather().strikes(Mishap.READ_EMPTY);
        var most =
                world.weather().isCalm() ? limit : Math.min(limit, world.plan().pageRecords());
        var page = stream.read(iterator, most);
        world.trace().note(host.name(), "read", page.records().size());
        leave();
        return empty && !page.records().isEmpty() ? withoutRecords(page, iterator) : page;
    }

    /** There are some, as the lag says, but not now. */
    private RecordPage withoutRecords(RecordPage page, @Nullable String iterator) {
        var lag = world.clock().millis() - page.records().get(0).arrivedAt().toEpochMilli();
        return new RecordPage(List.of(), iterator, lag + 1, page.answeredAt(), List.of());
    }

    /** The call has left the process; it takes a while. */
    private void arrive(String call) {
        var turns = host.current();
        if (turns != null) {
            turns.cost((1 + random.nextInt(15)) * MILLI);
        }
        if (world.weather().isStreamAway()) {
            throw new StreamException(Kind.UNREACHABLE, "simulated: the stream is away");
        }
        if (world.weather().strikes(Mishap.CRASH_IN_CALL)) {
            world.trace().note(host.name(), "dies before " + call, 0);
            throw new Crash();
        }
    }

    private void leave() {
        if (world.weather().strikes(Mishap.CRASH_IN_CALL)) {
            world.trace().note(host.name(), "dies before the answer", 0);
            throw new Crash();
        }
    }

    private void fail(Mishap fault, Kind kind) {
        if (world.weather().strikes(fault)) {
            throw new StreamException(kind, "simulated " + fault);
        }
    }
}
