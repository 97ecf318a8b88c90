package delivery.kinesis;

import delivery.app.FakeTime;
import delivery.kinesis.StreamException.Kind;
import delivery.model.Position;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A line that carries so much a second and no more; a call that does not end in time is stored, but has no answer. */
public final class SlowLine implements KinesisStream {
    /** As that of the SDK's client. */
    private static final Duration ATTEMPT_TIME = Duration.ofSeconds(15);

    private final FakeTime time;
    private final KinesisStream stream;
    private final List<Integer> limits = new ArrayList<>();
    private final List<Integer> puts = new ArrayList<>();
    private int perSecond;
    private Duration step = Duration.ZERO;
    private int timeOuts;

    public SlowLine(FakeTime time, KinesisStream stream) {
        this.time = time;
        this.stream = stream;
    }

    public void recordsPerSecond(int speed) {
        perSecond = speed;
    }

    /** From now on someone sets the clock by so much in each call. */
    public void stepsTheClock(Duration by) {
        step = by;
    }

    public int timeOuts() {
        return timeOuts;
    }

    /** What each read asked for. */
    public List<Integer> limits() {
        return limits;
    }

    /** How many records each put had. */
    public List<Integer> puts() {
        return puts;
    }

    @Override
    public RecordPage read(String iterator, int limit) {
        limits.add(limit);
        var page = stream.read(iterator, limit);
        carry(page.records().size());
        return page;
    }

    @Override
    public List<PutResult> put(List<PutEntry> entries) {
        puts.add(entries.size());
        var results = stream.put(entries);
        carry(entries.size());
        return results;
    }

    private void carry(int records) {
        time.step(step);
        var takes = Duration.ofMillis(1_000L * records / perSecond);
        if (takes.compareTo(ATTEMPT_TIME) > 0) {
            time.advance(ATTEMPT_TIME);
            timeOuts++;
            throw FaultyStream.failure(Kind.TIMEOUT);
        }
        time.advance(takes);
    }

    @Override
    public String iterator(String shardId, Position position) {
        return stream.iterator(shardId, position);
    }

    @Override
    public StreamDescription describe() {
        return stream.describe();
    }

    @Override
    public List<Shard> shards() {
        return stream.shards();
    }
}
