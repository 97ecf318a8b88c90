package delivery.consumer;

import delivery.app.Backoff;
import delivery.app.Time;
import delivery.kinesis.ReadPage;
import delivery.kinesis.ShardReader;
import delivery.kinesis.StreamException;
import delivery.kinesis.StreamException.Kind;
import delivery.protocol.Message.Gap;
import delivery.protocol.Position;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
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
    private final ShardReader reader;
    private final Supplier<Duration> retentions;
    private final Time clock;
    private final Backoff backoff;

    /** All that arrived before then has been read by now; 0 if nothing is known. */
    private long readThroughMillis;
    /** How long the stream keeps its records, as it said last; null if it is to be asked again. */
    private Duration retention;
    /** Not before then. */
    private Instant askAt = Instant.MIN;
    /** Null as long as what follows the position cannot have expired. */
    private Bridge bridge;

    private Gap gap;
    private boolean warned;

    /** @param retentions asks the stream how long it keeps its records */
    GapReader(String shardId, ShardReader reader, Supplier<Duration> retentions, Time clock, RandomGenerator random) {
        this.shardId = shardId;
        this.reader = reader;
        this.retentions = retentions;
        this.clock = clock;
        backoff = new Backoff(RETRY_BASE, RETRY_MAX, random);
    }

    /** @param through all that arrived before then need not be read; 0 if nothing is known */
    void seek(Position position, long through) {
        reader.seek(position);
        readThroughMillis = through;
        bridge = null;
        retention = null;
    }

    /** Zero if it is time for {@link #tryRead}. */
    Duration untilDue() {
        var now = clock.instant();
        var untilAsk = now.isBefore(askAt) ? Duration.between(now, askAt) : Duration.ZERO;
        var untilRead = reader.untilDue();
        return untilAsk.compareTo(untilRead) > 0 ? untilAsk : untilRead;
    }

    /**
     * The next page; null if there is none now.
     *
     * @throws StreamException if the stream cannot be read any more
     */
    ReadPage tryRead() {
        if (!untilDue().isZero() || bridge == null && isOld() && !askRetention()) {
            return null;
        }
        if (bridge == null && mayHaveExpired()) {
            crossFrom(reader.position());
        }
        gap = null;
        var read = readPage();
        var page = read == null || bridge == null ? read : over(read);
        if (page != null) {
            readThroughMillis = Math.max(readThroughMillis, page.readThrough().toEpochMilli());
        }
        return page;
    }

    /** What may have expired unread before the page that was read last; null if nothing has. */
    Gap gap() {
        return gap;
    }

    private ReadPage readPage() {
        try {
            return reader.tryRead();
        } catch (StreamException e) {
            if (e.kind() != Kind.INVALID || bridge != null || reader.position().kind() != Position.Kind.AFTER) {
                throw e;
            }
            // Too old for the stream to know it; what is still there shows whether anything is lost.
            crossFrom(reader.position());
            return null;
        }
    }

    private void crossFrom(Position position) {
        bridge = new Bridge(position, readThroughMillis);
        reader.seek(Position.TRIM_HORIZON);
    }

    private ReadPage over(ReadPage read) {
        var page = bridge.over(read, clock.millis());
        gap = bridge.gap();
        if (bridge.isCrossed()) {
            reader.seek(page.to());
            bridge = null;
        }
        return page;
    }

    private boolean isOld() {
        return readThroughMillis > 0 && clock.millis() - readThroughMillis >= NEVER_EXPIRED.toMillis();
    }

    /** False if the stream does not answer now. */
    private boolean askRetention() {
        if (retention != null) {
            return true;
        }
        try {
            retention = retentions.get();
            backoff.reset();
        } catch (StreamException e) {
            if (!e.isTransient() && e.kind() != Kind.UNREACHABLE) {
                throw e;
            }
            askAt = clock.instant().plus(backoff.next());
            return false;
        }
        warnIfLate();
        return true;
    }

    private void warnIfLate() {
        var age = Duration.ofMillis(clock.millis() - readThroughMillis);
        if (!warned && age.compareTo(retention.dividedBy(2)) > 0) {
            warned = true;
            LOG.warn(
                    "{}: what follows {} arrived up to {} min ago, and the stream keeps records for {} min: if it is not"
                            + " read soon it is lost",
                    shardId,
                    reader.position(),
                    age.toMinutes(),
                    retention.toMinutes());
        }
    }

    private boolean mayHaveExpired() {
        return isOld()
                && clock.millis() - readThroughMillis
                        > retention.minus(EXPIRY_MARGIN).toMillis();
    }
}
