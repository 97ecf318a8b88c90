package delivery.kinesis.read;

import delivery.app.Backoff;
import delivery.app.LogPace;
import delivery.app.Time;
import delivery.app.Waiter;
import delivery.kinesis.KinesisLimits;
import delivery.kinesis.KinesisStream;
import delivery.kinesis.PageSize;
import delivery.kinesis.RecordPage;
import delivery.kinesis.StreamException;
import delivery.kinesis.StreamException.Kind;
import delivery.model.Position;
import java.time.Duration;
import java.time.Instant;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks for one shard, page after page, at its share of the shard's read budget; a retry takes its turn like any other
 * read. Knows where it is by position, and treats the iterator as what it is: a ticket that expires. Never waits by
 * itself: says when the next read is due. Not thread-safe.
 */
public final class ShardReader implements PageSource {
    static final Duration RETRY_BASE = Duration.ofMillis(200);
    static final Duration RETRY_MAX = Duration.ofSeconds(5);

    private static final Logger LOG = LoggerFactory.getLogger(ShardReader.class);

    private final KinesisStream stream;
    private final String shardId;
    private final Time clock;
    private final Duration interval;
    private final Backoff backoff;
    private final PageRoom room;
    private final PageSize size = new PageSize(KinesisLimits.PAGE_RECORDS);
    private final ReadThroughClaim readThrough = new ReadThroughClaim();
    private final LogPace complaints = new LogPace(Duration.ofSeconds(30));

    private Position position = Position.TRIM_HORIZON;
    private @Nullable String iterator;
    /** When the next read is due, on the clock of what has elapsed. */
    private Duration due = Duration.ZERO;

    /** Of a process that reads no other shard. */
    public ShardReader(
            KinesisStream stream, String shardId, double readsPerSecond, Time clock, RandomGenerator random) {
        this(stream, shardId, readsPerSecond, PageRoom.ofHeap(), clock, random);
    }

    /**
     * @param readsPerSecond reads a second at most; a shard gives five to all its readers together
     * @param room that all readers of the process share; a page counts as held until the next one is asked for
     */
    public ShardReader(
            KinesisStream stream,
            String shardId,
            double readsPerSecond,
            PageRoom room,
            Time clock,
            RandomGenerator random) {
        this.room = room;
        this.stream = stream;
        this.shardId = shardId;
        this.clock = clock;
        interval = Duration.ofNanos(Math.round(1e9 / readsPerSecond));
        backoff = new Backoff(RETRY_BASE, RETRY_MAX, random);
    }

    public String shardId() {
        return shardId;
    }

    @Override
    public Position position() {
        return position;
    }

    /** The time of day by the service's own clock, not later than it was when it gave the last page; by ours if it is silent. */
    public Instant streamTime() {
        return readThrough.answeredAt();
    }

    @Override
    public void seek(Position to) {
        if (to.equals(position)) {
            return;
        }
        position = to;
        iterator = null;
        readThrough.reset();
    }

    @Override
    public Duration untilDue() {
        var left = due.minus(clock.elapsed());
        return left.isNegative() ? Duration.ZERO : left;
    }

    /** Reads once. */
    @Override
    public @Nullable ReadPage tryRead() {
        if (position.isShardEnd()) {
            throw new IllegalStateException(shardId + " has been read to its end");
        }
        var pause = interval;
        try {
            var page = read();
            backoff.reset();
            return page;
        } catch (StreamException e) {
            pause = interval.plus(waitAfter(e));
            return null;
        } finally {
            // The service counts a read when it gets it. Only from the answer on do we know that it has: spaced from
            // there, no hiccup of the network or of this JVM brings two reads closer together than the budget says.
            due = clock.elapsed().plus(pause);
        }
    }

    /** The next page: waits its turn, and as long as the stream cannot answer. Null if the program is stopping. */
    public @Nullable ReadPage poll(Waiter waiter) {
        ReadPage page = null;
        while (page == null && waiter.await(untilDue())) {
            page = tryRead();
        }
        return page;
    }

    private ReadPage read() {
        if (iterator == null) {
            iterator = newIterator();
        }
        var sentAt = clock.elapsed();
        var page = readPage();
        var took = clock.elapsed().minus(sentAt);
        size.succeeded(page.records().size(), took);
        var after = position;
        position = positionAfter(page);
        iterator = page.nextIterator();
        var through = readThrough.after(page, took, clock);
        return new ReadPage(
                shardId, page.records(), after, position, page.millisBehindLatest(), through, sentAt, page.children());
    }

    private RecordPage readPage() {
        var most = room.take(this, size.limit());
        var came = 0;
        try {
            var page = stream.read(iterator, most);
            came = page.records().size();
            return page;
        } catch (StreamException e) {
            if (e.kind() == Kind.TIMEOUT) {
                size.timedOut(most);
            }
            throw e;
        } finally {
            room.holds(this, came);
        }
    }

    private Position positionAfter(RecordPage page) {
        if (page.nextIterator() == null) {
            return Position.SHARD_END;
        }
        var records = page.records();
        return records.isEmpty()
                ? position
                : Position.after(records.get(records.size() - 1).sequenceNumber());
    }

    private String newIterator() {
        try {
            return stream.iterator(shardId, position);
        } catch (StreamException e) {
            if (e.kind() == Kind.INVALID && position.kind() == Position.Kind.AFTER) {
                throw new StreamException(
                        Kind.INVALID,
                        "position " + position + " of " + shardId + " is refused: it comes from another stream of the"
                                + " same name, or is older than what the stream keeps (" + e.getMessage() + ")",
                        e);
            }
            throw e;
        }
    }

    /** Throws it again if waiting does not help. */
    private Duration waitAfter(StreamException e) {
        if (e.kind() == Kind.EXPIRED_ITERATOR) {
            // After the last record, not at it: at it would give that record twice.
            iterator = null;
            return Duration.ZERO;
        }
        if (!e.mayPass()) {
            throw e;
        }
        if (e.kind() != Kind.STOPPING && complaints.isDue(clock.elapsed())) {
            var smaller = e.kind() == Kind.TIMEOUT
                    ? "; the line may be slow: asks for " + size.limit() + " records at most now"
                    : "";
            LOG.warn("{} is read again soon: {}{}", shardId, e.getMessage(), smaller);
        }
        return backoff.next();
    }
}
