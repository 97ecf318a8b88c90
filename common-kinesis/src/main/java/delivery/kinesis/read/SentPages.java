package delivery.kinesis.read;

import delivery.app.Backoff;
import delivery.app.LogPace;
import delivery.app.Time;
import delivery.kinesis.FanOut;
import delivery.kinesis.FanOut.Subscription;
import delivery.kinesis.RecordPage;
import delivery.kinesis.StreamException;
import delivery.kinesis.StreamException.Kind;
import delivery.model.Position;
import java.time.Duration;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The pages of one shard as enhanced fan-out sends them: subscribes again when a subscription ends, breaks or falls silent. It
 * goes on after the last record that it gave out, so that nothing is lost or told twice at a seam. Where the service
 * refuses, it polls from there on, and says so.
 */
public final class SentPages implements PageSource {
    /** The service takes a subscription of the same consumer and shard this long after the one before (API reference). */
    static final Duration BETWEEN = Duration.ofSeconds(5);
    /**
     * What is sent says no time. That all has been read up to a moment is known of when the subscription began, and of the last
     * arrival; so a shard that brings nothing is subscribed to anew, or the audit would wait for it.
     */
    static final Duration QUIET = Duration.ofSeconds(10);
    /** The service says something every five seconds, and ends each subscription after five minutes. */
    static final Duration SILENT = Duration.ofSeconds(30);

    static final Duration LONGEST = Duration.ofMinutes(6);
    /** That one turn waits for a page. */
    private static final Duration MOMENT = Duration.ofMillis(100);

    private static final Duration RETRY_MAX = Duration.ofSeconds(10);
    private static final Logger LOG = LoggerFactory.getLogger(SentPages.class);

    private final FanOut fanOut;
    private final String shardId;
    private final ShardReader polling;
    private final Time clock;
    private final Backoff backoff;
    private final ReadThroughClaim readThrough = new ReadThroughClaim();
    private final LogPace complaints = new LogPace(Duration.ofSeconds(30));

    private Position position = Position.TRIM_HORIZON;
    private @Nullable Subscription subscription;
    // on the clock of what has elapsed
    private Duration begunAt = Duration.ZERO;
    private Duration heardAt = Duration.ZERO;
    private Duration broughtAt = Duration.ZERO;
    private Duration due = Duration.ZERO;
    /** Whether the service has taken the subscription. */
    private boolean isHeard;

    private boolean isRefused;

    /** @param polling what to read by if the service refuses */
    public SentPages(FanOut fanOut, String shardId, ShardReader polling, Time clock, RandomGenerator random) {
        this.fanOut = fanOut;
        this.shardId = shardId;
        this.polling = polling;
        this.clock = clock;
        backoff = new Backoff(Duration.ofMillis(200), RETRY_MAX, random);
    }

    @Override
    public Position position() {
        return isRefused ? polling.position() : position;
    }

    @Override
    public void seek(Position to) {
        if (isRefused) {
            polling.seek(to);
        } else if (!to.equals(position)) {
            position = to;
            readThrough.reset();
            close();
        }
    }

    @Override
    public Duration untilDue() {
        if (isRefused) {
            return polling.untilDue();
        }
        var left = subscription == null ? due.minus(clock.elapsed()) : Duration.ZERO;
        return left.isNegative() ? Duration.ZERO : left;
    }

    @Override
    public @Nullable ReadPage tryRead() {
        if (isRefused) {
            return polling.tryRead();
        } else if (position.isShardEnd()) {
            throw new IllegalStateException(shardId + " has been read to its end");
        }
        try {
            return next();
        } catch (StreamException e) {
            failed(e);
            return null;
        }
    }

    private @Nullable ReadPage next() {
        var now = clock.elapsed();
        if (subscription != null && now.minus(begunAt).compareTo(LONGEST) > 0) {
            // Nobody has taken for long what is there: it would be unknown how old it is.
            close();
        }
        if (subscription == null) {
            if (due.compareTo(now) > 0) {
                return null;
            }
            subscription = fanOut.subscribe(shardId, position);
            begunAt = now;
            heardAt = now;
            broughtAt = now;
            isHeard = false;
        }
        var page = subscription.next(MOMENT);
        if (page == null) {
            endIfOver(subscription);
            return null;
        }
        return given(page);
    }

    private ReadPage given(RecordPage page) {
        backoff.reset();
        isHeard = true;
        heardAt = clock.elapsed();
        var after = position;
        var records = page.records();
        if (page.nextIterator() == null) {
            position = Position.SHARD_END;
            close();
        } else if (!records.isEmpty()) {
            position = Position.after(records.get(records.size() - 1).sequenceNumber());
            broughtAt = heardAt;
        }
        return new ReadPage(
                shardId,
                records,
                after,
                position,
                page.millisBehindLatest(),
                readThrough.after(page, Duration.ZERO, clock),
                begunAt,
                page.children());
    }

    private void endIfOver(Subscription current) {
        var now = clock.elapsed();
        var isQuiet = isHeard && min(now.minus(begunAt), now.minus(broughtAt)).compareTo(QUIET) >= 0;
        if (current.isOver() || isQuiet) {
            close();
        } else if (now.minus(heardAt).compareTo(SILENT) >= 0) {
            throw new StreamException(
                    Kind.TIMEOUT, "nothing was sent for " + SILENT.toSeconds() + " s, not even that there is nothing");
        }
    }

    private void failed(StreamException e) {
        if (e.kind() == Kind.INVALID && position.kind() == Position.Kind.AFTER) {
            close();
            throw e;
        }
        isHeard |= e.kind() == Kind.IN_USE;
        close();
        if (e.mayPass()) {
            var again = clock.elapsed().plus(backoff.next());
            due = again.compareTo(due) > 0 ? again : due;
            if (e.kind() != Kind.STOPPING && complaints.isDue(clock.elapsed())) {
                LOG.warn("{} is subscribed to again soon: {}", shardId, e.getMessage());
            }
        } else {
            // If it is the shard that is gone, polling finds that out.
            LOG.warn("{}: no enhanced fan-out, so it is polled from here on: {}", shardId, e.getMessage());
            isRefused = true;
            polling.seek(position);
        }
    }

    /** Once heard, it counts for the service: the next one is taken a while after it. */
    @Override
    public void close() {
        if (subscription != null) {
            subscription.close();
            subscription = null;
            due = isHeard ? begunAt.plus(BETWEEN) : clock.elapsed();
        }
    }

    private static Duration min(Duration a, Duration b) {
        return a.compareTo(b) < 0 ? a : b;
    }
}
