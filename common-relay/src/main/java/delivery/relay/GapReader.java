package delivery.relay;

import delivery.app.Backoff;
import delivery.app.Time;
import delivery.kinesis.StreamException;
import delivery.kinesis.StreamException.Kind;
import delivery.kinesis.read.PageSource;
import delivery.kinesis.read.ReadPage;
import delivery.model.Position;
import delivery.protocol.Message.Gap;
import delivery.relay.RetentionLookup.Retention;
import java.time.Duration;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads a shard on from a position, and says what may have expired between that and the first record still there. Not
 * thread-safe.
 */
final class GapReader {
    private static final Logger LOG = LoggerFactory.getLogger(GapReader.class);
    private static final Duration RETRY_BASE = Duration.ofMillis(100);
    private static final Duration RETRY_MAX = Duration.ofSeconds(2);
    /**
     * A position younger than this can be read on from, in any stream: none keeps its records for less than twice as
     * long.
     */
    private static final Duration NEVER_EXPIRED = Duration.ofMinutes(30);
    /** So close to its expiry a record may be gone before the next read. */
    private static final Duration EXPIRY_MARGIN = Duration.ofMinutes(1);

    private final String shardId;
    private final PageSource reader;
    private final Supplier<Retention> retention;
    private final Time clock;
    private final Backoff backoff;

    /** What has been read by now. */
    private KnownReadThrough through = KnownReadThrough.UNKNOWN;
    /** The same as we were told it when we began there. */
    private KnownReadThrough told = KnownReadThrough.UNKNOWN;
    /** As the stream said last; null if it is to be asked again, should that matter. */
    private @Nullable Retention facts;
    /** The stream has refused the position; what that means is for its own clock to say. */
    private boolean refused;
    /** Not before then, on the clock of what has elapsed. */
    private Duration askAt = Duration.ZERO;
    /** Null as long as what follows the position cannot have expired. */
    private @Nullable GapCrossing crossing;

    private @Nullable Gap gap;
    private boolean warned;

    /** @param retention asks the stream */
    GapReader(String shardId, PageSource reader, Supplier<Retention> retention, Time clock, RandomGenerator random) {
        this.shardId = shardId;
        this.reader = reader;
        this.retention = retention;
        this.clock = clock;
        backoff = new Backoff(RETRY_BASE, RETRY_MAX, random);
    }

    /** @param known what lies before the position need not be read, and is known to be read through that */
    void seek(Position position, KnownReadThrough known) {
        // If it has been read up to there here, nobody knows better how long ago that was. But a shard that the ranking
        // has
        // heard nothing of was not begun: what we read of it, and could not bring, makes no gap of what expired before.
        var isBegun = known.millis() > 0 || position.kind() != Position.Kind.TRIM_HORIZON;
        through = isBegun && position.equals(reader.position()) ? known.or(through) : known;
        told = known;
        reader.seek(position);
        crossing = null;
        facts = null;
        refused = false;
    }

    /** Zero if it is time for {@link #tryRead}. */
    Duration untilDue() {
        var untilAsk = askAt.minus(clock.elapsed());
        var untilRead = reader.untilDue();
        return untilAsk.compareTo(untilRead) > 0 ? untilAsk : untilRead;
    }

    void close() {
        reader.close();
    }

    private boolean isDue() {
        return untilDue().compareTo(Duration.ZERO) <= 0;
    }

    /**
     * The next page; null if there is none now.
     *
     * @throws StreamException if the stream cannot be read any more
     */
    @Nullable
    ReadPage tryRead() {
        if (!isDue()) {
            return null;
        }
        if ((through.byOurClock() || isOld(through.age(clock)) || refused) && !askStream()) {
            return null;
        }
        if ((crossing == null || crossing.isTrusting()) && mayHaveExpired()) {
            cross(false);
        }
        gap = null;
        var read = readPage();
        var page = read == null || crossing == null ? read : over(read, crossing);
        if (page != null) {
            var millis = page.readThrough().toEpochMilli();
            through = through.or(new KnownReadThrough(
                    millis, page.since().minusMillis(Math.max(0, page.millisBehindLatest())), false));
        }
        return page;
    }

    /** What may have expired unread before the page that was read last; null if nothing has. */
    @Nullable
    Gap gap() {
        return gap;
    }

    private @Nullable ReadPage readPage() {
        try {
            return reader.tryRead();
        } catch (StreamException e) {
            if (e.kind() != Kind.INVALID
                    || crossing != null
                    || reader.position().kind() != Position.Kind.AFTER) {
                throw e;
            }
            // The record there is too old for the stream to know it. That says nothing of what follows: if all up to a
            // moment within the retention has been read, what came after it is still there. How long ago that moment
            // was only the stream's clock knows: ours may have been set, and have stood still while the machine slept.
            if (refused) {
                refused = false;
                cross(through.age(clock) != null && !mayHaveExpired());
            } else {
                refused = true;
                facts = null;
            }
            return null;
        }
    }

    private void cross(boolean nothingLost) {
        var from = crossing == null ? reader.position() : crossing.from();
        // An empty page at the horizon is read through the horizon, and says nothing of what had expired by then.
        var readThrough = from.equals(Position.TRIM_HORIZON) ? told : through;
        crossing = new GapCrossing(from, readThrough.millis(), nothingLost);
        reader.seek(Position.TRIM_HORIZON);
    }

    private @Nullable ReadPage over(ReadPage read, GapCrossing under) {
        var page = under.over(read, clock.millis());
        gap = under.gap();
        if (page != null && under.isCrossed()) {
            reader.seek(page.to());
            crossing = null;
        }
        return page;
    }

    private static boolean isOld(@Nullable Duration age) {
        return age != null && age.compareTo(NEVER_EXPIRED) >= 0;
    }

    /** False if the stream does not answer now. */
    private boolean askStream() {
        if (facts != null) {
            return true;
        }
        try {
            var said = retention.get();
            facts = said;
            through = through.by(said);
            backoff.reset();
            warnIfLate(said.kept());
            return true;
        } catch (StreamException e) {
            if (!e.mayPass()) {
                throw e;
            }
            askAt = clock.elapsed().plus(backoff.next());
            return false;
        }
    }

    private void warnIfLate(Duration kept) {
        var age = through.age(clock);
        if (!warned && age != null && isOld(age) && age.compareTo(kept.dividedBy(2)) > 0) {
            warned = true;
            LOG.warn(
                    "{}: what follows {} arrived up to {} min ago, and the stream keeps records for {} min: if it is not"
                            + " read soon it is lost",
                    shardId,
                    reader.position(),
                    age.toMinutes(),
                    kept.toMinutes());
        }
    }

    /** Not if the stream was not asked: then it was too young for that a moment ago. */
    private boolean mayHaveExpired() {
        var age = through.age(clock);
        return age != null
                && facts != null
                && isOld(age)
                && age.compareTo(facts.kept().minus(EXPIRY_MARGIN)) > 0;
    }
}
