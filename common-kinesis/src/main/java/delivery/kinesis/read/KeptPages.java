package delivery.kinesis.read;

import delivery.kinesis.RecordPage.StoredRecord;
import delivery.model.Position;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The last pages of a shard, for readers that have not had them: each goes on where the one before ends. Of older ones so
 * many, and no longer than a reader may be away; who needs more reads them again. Not thread-safe.
 */
final class KeptPages {
    static final int PAGES = 8;
    static final int RECORDS = 2_000;

    private final Deque<Kept> pages = new ArrayDeque<>();
    private long newest;

    /** @param number the how manieth page it is */
    record Kept(ReadPage page, long number, Duration at) {
        private boolean isEmpty() {
            return page.after().equals(page.to());
        }

        /** Whether it says anything to a reader that stands there and had that many pages. */
        private boolean isNewsFor(Position position, long had) {
            return isEmpty()
                    ? page.to().equals(position) && number > had
                    : page.after().compareTo(position) <= 0 && position.compareTo(page.to()) < 0;
        }

        /** What of it follows a position in it. */
        ReadPage after(Position position) {
            if (position.equals(page.after())) {
                return page;
            }
            var records = page.records();
            var from = 0;
            while (from < records.size() && at(records.get(from)).compareTo(position) <= 0) {
                from++;
            }
            return new ReadPage(
                    page.shardId(),
                    records.subList(from, records.size()),
                    position,
                    page.to(),
                    page.millisBehindLatest(),
                    page.readThrough(),
                    page.since(),
                    page.children());
        }

        private static Position at(StoredRecord record) {
            return Position.after(record.sequenceNumber());
        }
    }

    /** Null if there is nothing. */
    @Nullable
    Kept newsFor(Position position, long had) {
        return pages.stream()
                .filter(each -> each.isNewsFor(position, had))
                .findFirst()
                .orElse(null);
    }

    /** @param isWanted whether a reader may still ask for an older page */
    void add(ReadPage page, Duration now, Predicate<ReadPage> isWanted) {
        pages.removeIf(each ->
                each.isEmpty() || now.minus(each.at).compareTo(SharedPages.AWAY) >= 0 || !isWanted.test(each.page));
        while (!pages.isEmpty() && (pages.size() >= PAGES || records() > RECORDS)) {
            pages.removeFirst();
        }
        pages.add(new Kept(page, ++newest, now));
    }

    private int records() {
        return pages.stream().mapToInt(each -> each.page.records().size()).sum();
    }

    /** Records that are kept beside those of the newest page. */
    int olderRecords() {
        return records() - pages.getLast().page.records().size();
    }

    /** How many pages there have been. */
    long newest() {
        return newest;
    }

    void clear() {
        pages.clear();
    }
}
