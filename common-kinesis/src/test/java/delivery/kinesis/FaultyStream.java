package delivery.kinesis;

import delivery.kinesis.StreamException.Kind;
import delivery.model.Position;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/**
 * A stream that fails as told, and behaves otherwise: each fault is for one call, the next one that is made. Remembers
 * the calls. Thread-safe.
 */
public final class FaultyStream implements KinesisStream {
    private final KinesisStream stream;
    private final Queue<Function<List<PutEntry>, List<PutResult>>> putFaults = new ConcurrentLinkedQueue<>();
    private final Queue<StreamException> readFaults = new ConcurrentLinkedQueue<>();
    private final Queue<StreamException> iteratorFaults = new ConcurrentLinkedQueue<>();
    private final Queue<StreamException> shardsFaults = new ConcurrentLinkedQueue<>();
    private final Queue<StreamException> describeFaults = new ConcurrentLinkedQueue<>();

    private final List<List<PutEntry>> puts = Collections.synchronizedList(new ArrayList<>());
    private final List<Position> iterators = Collections.synchronizedList(new ArrayList<>());
    private final List<String> reads = Collections.synchronizedList(new ArrayList<>());
    private final AtomicInteger lists = new AtomicInteger();
    private volatile StreamException outage;
    private volatile Error death;
    private volatile boolean distributing;

    public FaultyStream(KinesisStream stream) {
        this.stream = stream;
    }

    public static StreamException failure(Kind kind) {
        return new StreamException(kind, "a test says " + kind);
    }

    /** From now on every call fails, until {@link #recover}. */
    public void breakDown(Kind kind) {
        outage = failure(kind);
    }

    /** From now on every call ends in what no loop may take for a failure of the call. */
    public void dieOf(Error error) {
        death = error;
    }

    public void recover() {
        outage = null;
    }

    /** Nothing of the put is stored. */
    public void failPut(Kind kind) {
        putFaults.add(entries -> {
            throw failure(kind);
        });
    }

    /** All of the put is stored, but the answer is lost. */
    public void losePutAnswer() {
        putFaults.add(entries -> {
            stream.put(entries);
            throw failure(Kind.UNAVAILABLE);
        });
    }

    /** The entries at these places of the next put fail; the others are stored. */
    public void failEntries(boolean throttled, Integer... places) {
        var failing = Set.of(places);
        putFaults.add(entries -> {
            var good = new ArrayList<PutEntry>();
            for (var i = 0; i < entries.size(); i++) {
                if (!failing.contains(i)) {
                    good.add(entries.get(i));
                }
            }
            var stored = good.isEmpty() ? List.<PutResult>of() : stream.put(good);
            var results = new ArrayList<PutResult>();
            for (int i = 0, next = 0; i < entries.size(); i++) {
                results.add(
                        failing.contains(i) ? new PutResult.Failed(throttled, "a test says so") : stored.get(next++));
            }
            return results;
        });
    }

    /** From now on the stream goes by neither key, as those of AWS with record distribution AUTO. */
    public void distributeItself() {
        distributing = true;
    }

    /** The next put is an ordinary one; the faults after it come later. */
    public void letPutPass() {
        putFaults.add(stream::put);
    }

    public void failRead(Kind kind) {
        readFaults.add(failure(kind));
    }

    public void failIterator(Kind kind) {
        iteratorFaults.add(failure(kind));
    }

    public void failShards(Kind kind) {
        shardsFaults.add(failure(kind));
    }

    public void failDescribe(Kind kind) {
        describeFaults.add(failure(kind));
    }

    /** What was put, call by call, whatever became of it. */
    public List<List<PutEntry>> puts() {
        return List.copyOf(puts);
    }

    public int readCalls() {
        return reads.size();
    }

    public int shardsCalls() {
        return lists.get();
    }

    /** The positions that iterators were asked for. */
    public List<Position> iterators() {
        return List.copyOf(iterators);
    }

    @Override
    public StreamDescription describe() {
        throwNext(describeFaults);
        return stream.describe();
    }

    @Override
    public List<Shard> shards() {
        lists.incrementAndGet();
        throwNext(shardsFaults);
        return stream.shards();
    }

    @Override
    public List<PutResult> put(List<PutEntry> entries) {
        puts.add(List.copyOf(entries));
        throwOutage();
        var fault = putFaults.poll();
        return fault == null ? stream.put(distributing ? distributed(entries) : entries) : fault.apply(entries);
    }

    @Override
    public String iterator(String shardId, Position position) {
        iterators.add(position);
        throwNext(iteratorFaults);
        return stream.iterator(shardId, position);
    }

    @Override
    public RecordPage read(String iterator, int limit) {
        reads.add(iterator);
        throwNext(readFaults);
        return stream.read(iterator, limit);
    }

    private static List<PutEntry> distributed(List<PutEntry> entries) {
        return entries.stream()
                .map(entry -> new PutEntry(entry.data(), UUID.randomUUID().toString(), null))
                .toList();
    }

    private void throwNext(Queue<StreamException> faults) {
        throwOutage();
        var fault = faults.poll();
        if (fault != null) {
            throw fault;
        }
    }

    private void throwOutage() {
        if (death != null) {
            throw death;
        }
        var now = outage;
        if (now != null) {
            throw now;
        }
    }
}
