package delivery.ranking.state;

import delivery.app.Time;
import java.time.Duration;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What time it is. Somebody may set the machine's clock, by mistake or to mend one. What is shown follows it, either way.
 * What orders are compared with does not, until the stream has said which of the two is right: else a mistake of a minute
 * would empty the window and let every open order expire. What passes is measured by what has elapsed.
 */
final class RankingClock {
    /** A clock is corrected by less, in passing; more is said. */
    static final Duration LARGE = Duration.ofSeconds(5);
    /** How far the stream's clock may be ahead of ours before we believe our own. */
    static final long MAX_LEAD_MILLIS = 3_600_000;

    /** For how long a step is told. */
    private static final Duration NEWS = Duration.ofMinutes(10);

    private static final Logger LOG = LoggerFactory.getLogger("delivery.ranking");

    private Instant shown;
    /** The machine's clock as it was read last. */
    private Instant read;

    private Duration elapsed;
    /** The time of day as it was, and what has elapsed since. */
    private Instant steady;
    /** The latest arrival on the stream that is known. */
    private long streamMillis;
    /** The stream's clock at a moment: the arrival that says most of it. */
    private long anchorMillis;

    private Duration anchorAt;
    /** When everything was read up to then for the first time in this life of the server; null before. */
    private Duration readUpAt;

    private Step step;
    private Duration stepAt;

    /**
     * Somebody set the machine's clock.
     *
     * @param at by the clock as it is since
     * @param by forward if positive
     */
    record Step(Instant at, Duration by) {
        /** For people. */
        String text() {
            return "the clock of the ranking server's machine was set " + (by.isNegative() ? "back" : "forward")
                    + " by " + Count.time(by.abs().toSeconds());
        }
    }

    RankingClock(Time time, long streamMillis) {
        shown = time.instant();
        read = shown;
        steady = shown;
        elapsed = time.elapsed();
        this.streamMillis = streamMillis;
        anchor(streamMillis);
    }

    void advance(Time time) {
        var instant = time.instant();
        var passed = time.elapsed().minus(elapsed);
        var stepped = Duration.between(read, instant).minus(passed);
        elapsed = elapsed.plus(passed);
        steady = steady.plus(passed);
        read = instant;
        if (isLarge(stepped)) {
            step = new Step(instant, stepped);
            stepAt = elapsed;
            LOG.warn("{}, to {}", step.text(), instant);
        }
        // Set back by little it stands still until that is over.
        if (instant.isAfter(shown) || isLarge(Duration.between(shown, instant))) {
            shown = instant;
        }
        if (!isLarge(Duration.between(steady, instant))) {
            steady = instant;
        }
    }

    private static boolean isLarge(Duration difference) {
        return difference.abs().compareTo(LARGE) >= 0;
    }

    /**
     * A record arrived on the stream then.
     *
     * @param isNew whether that was just now
     */
    void hear(long arrivedAtMillis, boolean isNew) {
        if (isNew && isLarge(Duration.between(steady, read)) && isNearerTo(read, arrivedAtMillis)) {
            steady = read;
            streamMillis = arrivedAtMillis;
            anchor(arrivedAtMillis);
        }
        var atMillis = Math.min(arrivedAtMillis, steady.toEpochMilli() + MAX_LEAD_MILLIS);
        streamMillis = Math.max(streamMillis, atMillis);
        if (atMillis > streamNowMillis()) {
            anchor(atMillis);
        }
    }

    private void anchor(long millis) {
        anchorMillis = millis;
        anchorAt = elapsed;
    }

    private boolean isNearerTo(Instant other, long millis) {
        return Math.abs(other.toEpochMilli() - millis) < Math.abs(steady.toEpochMilli() - millis);
    }

    /** What the machine's clock says: to be shown. */
    Instant now() {
        return shown;
    }

    /** Since some moment; nobody can set it. */
    Duration elapsed() {
        return elapsed;
    }

    /** What orders are compared with: our clock may be behind that of the stream, but not by much. */
    long millis() {
        var own = steady.toEpochMilli();
        return Math.max(own, Math.min(streamMillis, own + MAX_LEAD_MILLIS));
    }

    /** The latest arrival that is known: to be kept. */
    long streamMillis() {
        return streamMillis;
    }

    /** What the stream's clock says now, at least: the latest arrival, and what has elapsed since; 0 if nothing arrived yet. */
    long streamNowMillis() {
        return anchorMillis == 0 ? 0 : anchorMillis + elapsed.minus(anchorAt).toMillis();
    }

    /**
     * What had arrived before this moment has been read, and a source that had said anything would have been heard: by
     * the stream's clock as the latest arrivals tell it, so that no machine's clock matters. Of a server that has just
     * begun to read, the consumers' word counts too, until there was time to hear every source.
     *
     * @param readUpTo everything that had arrived by then is read, in elapsed time; null if that is not known
     * @param readThroughMillis the same by the consumers' word
     */
    long heardThroughMillis(Duration readUpTo, long readThroughMillis) {
        if (readUpTo == null) {
            return 0;
        }
        var unread = elapsed.minus(readUpTo);
        if (readUpAt == null && unread.compareTo(LARGE) < 0) {
            readUpAt = elapsed;
        }
        var isYoung = readUpAt == null || elapsed.minus(readUpAt).toMillis() < SourceAudit.SILENT_MILLIS;
        var told = isYoung ? readThroughMillis : 0;
        return Math.max(told, streamNowMillis() - unread.toMillis());
    }

    /** The last one, as long as it is news; null if there was none. */
    Step step() {
        return step != null && elapsed.minus(stepAt).compareTo(NEWS) < 0 ? step : null;
    }
}
