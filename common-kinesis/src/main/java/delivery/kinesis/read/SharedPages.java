package delivery.kinesis.read;

import delivery.app.Time;
import delivery.model.Position;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The pages of one shard for several readers, each at its own position and pace: as long as they keep up, a page is read
 * once, by whoever wants it first, and kept for the others for a moment. One that has fallen behind reads by itself until
 * it has caught up, and none waits for another one's sake. Together they read no more often than one alone may.
 * Thread-safe; each of its readers is one thread's.
 */
public final class SharedPages {
    /** A reader that has not asked for so long is away: nothing is kept for it. */
    static final Duration AWAY = Duration.ofSeconds(2);
    /** A turn waits so long for the page that another reader is just asking for. */
    private static final Duration MOMENT = Duration.ofMillis(500);

    private final PageSource front;
    private final Supplier<PageSource> own;
    private final Duration interval;
    private final PageRoom room;
    private final Time clock;

    private final List<Reader> readers = new ArrayList<>();
    private final KeptPages kept = new KeptPages();
    /** Up to where the shard has been read; null before the first reader came. */
    private @Nullable Position tip;

    /** Whether a reader is just asking for the page after the tip. */
    private boolean isReading;

    private Duration readAt = Duration.ZERO;

    /**
     * @param front what the pages at the tip come from
     * @param own what a reader reads by that is behind: one for each use
     * @param readsPerSecond of the shard by all readers together
     * @param room that all pages of the process share
     */
    public SharedPages(PageSource front, Supplier<PageSource> own, double readsPerSecond, PageRoom room, Time clock) {
        this.front = front;
        this.own = own;
        interval = Duration.ofNanos(Math.round(1e9 / readsPerSecond));
        this.room = room;
        this.clock = clock;
    }

    /** One more reader, until it is closed. */
    public synchronized PageSource reader() {
        var reader = new Reader();
        readers.add(reader);
        return reader;
    }

    /** Where one reader stands. */
    private final class Reader implements PageSource {
        private Position position = Position.TRIM_HORIZON;
        /** Pages that there had been when it was given its last one. */
        private long had;

        private Duration askedAt = clock.elapsed();
        /** Null as long as it has always kept up. */
        private @Nullable PageSource behind;

        private boolean isReadingBehind;

        private Duration behindAt = Duration.ZERO;

        @Override
        public Position position() {
            return position;
        }

        @Override
        public void seek(Position to) {
            synchronized (SharedPages.this) {
                if (!to.equals(position)) {
                    position = to;
                    had = 0;
                }
            }
        }

        @Override
        public Duration untilDue() {
            return SharedPages.this.untilDue(this);
        }

        @Override
        public @Nullable ReadPage tryRead() {
            if (position.isShardEnd()) {
                throw new IllegalStateException("the shard has been read to its end");
            }
            return SharedPages.this.tryRead(this);
        }

        private PageSource sourceBehind() {
            synchronized (SharedPages.this) {
                if (behind == null) {
                    behind = own.get();
                }
                return behind;
            }
        }

        private void stands(Position at, long hadPages) {
            position = at;
            had = hadPages;
        }

        private boolean isPresent(Duration now) {
            return now.minus(askedAt).compareTo(AWAY) < 0;
        }

        private boolean isBehind(Duration now) {
            return isReadingBehind && now.minus(behindAt).compareTo(AWAY) < 0;
        }

        @Override
        public void close() {
            SharedPages.this.close(this);
        }
    }

    private synchronized Duration untilDue(Reader reader) {
        if (isReading && isAtTip(reader) || kept.newsFor(reader.position, reader.had) != null) {
            return Duration.ZERO;
        }
        if (isAtTip(reader)) {
            return later(front.untilDue(), slot(readAt));
        }
        return reader.behind == null ? slot(reader.behindAt) : later(reader.behind.untilDue(), slot(reader.behindAt));
    }

    /** The budget is one for all: who is behind takes its turns with those at the tip. */
    private Duration slot(Duration before) {
        var now = clock.elapsed();
        var shares = 1 + readers.stream().filter(each -> each.isBehind(now)).count();
        var left = shares == 1
                ? Duration.ZERO
                : before.plus(interval.multipliedBy(shares)).minus(now);
        return left.isNegative() ? Duration.ZERO : left;
    }

    private static Duration later(Duration a, Duration b) {
        return a.compareTo(b) > 0 ? a : b;
    }

    private boolean isAtTip(Reader reader) {
        return tip == null || reader.position.compareTo(tip) >= 0;
    }

    private @Nullable ReadPage tryRead(Reader reader) {
        synchronized (this) {
            reader.askedAt = clock.elapsed();
            var page = kept.newsFor(reader.position, reader.had);
            if (page == null && isAtTip(reader)) {
                awaitPage();
                page = kept.newsFor(reader.position, reader.had);
            }
            if (page != null) {
                var given = page.after(reader.position);
                reader.stands(given.to(), page.number());
                reader.isReadingBehind = false;
                return given;
            }
            var isBehind = !isAtTip(reader);
            if (!isBehind && isReading || untilDue(reader).compareTo(Duration.ZERO) > 0) {
                return null;
            }
            if (!isBehind) {
                goTo(reader.position);
                isReading = true;
            }
            reader.isReadingBehind = isBehind;
        }
        return reader.isReadingBehind ? readBehind(reader) : readOn(reader);
    }

    /** If it is just being asked for. */
    private void awaitPage() {
        var endNanos = System.nanoTime() + MOMENT.toNanos();
        try {
            for (var left = MOMENT.toMillis();
                    isReading && left > 0;
                    left = (endNanos - System.nanoTime()) / 1_000_000) {
                wait(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void goTo(Position position) {
        if (!position.equals(tip)) {
            kept.clear();
            tip = position;
        }
        front.seek(position);
    }

    private @Nullable ReadPage readOn(Reader reader) {
        ReadPage page = null;
        try {
            page = front.tryRead();
            return page;
        } finally {
            endReading(reader, page);
        }
    }

    private synchronized void endReading(Reader reader, @Nullable ReadPage page) {
        isReading = false;
        readAt = clock.elapsed();
        if (page != null) {
            keep(page);
            reader.stands(page.to(), kept.newest());
        }
        notifyAll();
    }

    private @Nullable ReadPage readBehind(Reader reader) {
        var source = reader.sourceBehind();
        source.seek(reader.position);
        var page = source.tryRead();
        synchronized (this) {
            reader.behindAt = clock.elapsed();
            if (page != null && !isReading && (tip == null || page.to().compareTo(tip) > 0)) {
                // It has overtaken those at the tip, who find there what they have not had.
                kept.clear();
                keep(page);
            }
            if (page != null) {
                reader.stands(page.to(), kept.newest());
                reader.isReadingBehind = !isAtTip(reader);
            }
        }
        return page;
    }

    private void keep(ReadPage page) {
        var now = clock.elapsed();
        tip = page.to();
        kept.add(
                page,
                now,
                older -> readers.stream()
                        .anyMatch(each -> each.isPresent(now) && each.position.compareTo(older.to()) < 0));
        room.holds(this, kept.olderRecords());
    }

    private synchronized void close(Reader reader) {
        readers.remove(reader);
        if (reader.behind != null) {
            reader.behind.close();
        }
        if (readers.isEmpty()) {
            front.close();
            kept.clear();
            tip = null;
        }
    }
}
