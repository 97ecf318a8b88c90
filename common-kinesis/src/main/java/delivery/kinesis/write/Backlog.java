package delivery.kinesis.write;

import delivery.kinesis.KinesisLimits;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.PriorityQueue;
import java.util.Set;

/**
 * What was taken out of the inbox and is not stored, and which of it goes next: first the retries that are due, then
 * what waited for its shard's budget, then what is new. Its moments are those of {@link delivery.app.Time#elapsed}. Not
 * thread-safe.
 */
final class Backlog {
    /** Records taken out of the inbox and not stored, at most: beyond that the inbox fills, and blocks. */
    static final int MAX_HELD = 5_000;

    /** Budget comes back bit by bit; waiting a little makes batches of it. */
    private static final Duration BUDGET_PAUSE = Duration.ofMillis(20);

    private final Inbox inbox;
    private final Router router;
    private final ShardBudget budget;
    private final PriorityQueue<PendingRecord> retries = new PriorityQueue<>(Comparator.comparing(PendingRecord::due));
    private Deque<PendingRecord> overBudget = new ArrayDeque<>();
    /** Those of both, each by what it aggregates. */
    private int held;

    Backlog(Inbox inbox, Router router, ShardBudget budget) {
        this.inbox = inbox;
        this.router = router;
        this.budget = budget;
    }

    boolean isFull() {
        return held >= MAX_HELD;
    }

    /** These are to be put again, when each is due: as they are, also those that aggregate others. */
    void retry(Collection<PendingRecord> records) {
        retries.addAll(records);
        records.forEach(record -> held += record.events());
    }

    /**
     * What to send now, and if that is nothing, for how long there will be nothing.
     *
     * @param idle at most
     */
    record Choice(RecordBatch batch, Duration idle) {}

    /** @param aggregate whether new records that go to the same shard become one */
    Choice choose(int maxBytes, Duration idle, boolean aggregate, Duration now) {
        var turn = new Turn(maxBytes, idle, now);
        turn.addRetries();
        turn.aggregate = aggregate;
        turn.addOverBudget();
        turn.addNew();
        turn.aggregates.close();
        return new Choice(turn.batch, turn.idle());
    }

    /** One choice. */
    private final class Turn {
        private final RecordBatch batch;
        private final Aggregates aggregates;
        private boolean aggregate;
        private final Duration now;
        private final Set<String> withoutBudget = new HashSet<>();
        private Duration wait;
        private boolean full;

        Turn(int maxBytes, Duration idle, Duration now) {
            batch = new RecordBatch(maxBytes);
            aggregates = new Aggregates(batch::add);
            wait = idle;
            this.now = now;
        }

        private void addRetries() {
            var notNow = new ArrayList<PendingRecord>();
            while (!full && !retries.isEmpty() && retries.peek().due().compareTo(now) <= 0) {
                var record = retries.poll();
                if (tryAdd(record)) {
                    held -= record.events();
                } else {
                    notNow.add(record);
                }
            }
            retries.addAll(notNow);
        }

        private void addOverBudget() {
            var waiting = overBudget;
            overBudget = new ArrayDeque<>();
            waiting.forEach(record -> held -= record.events());
            waiting.forEach(this::addOrKeep);
        }

        private void addNew() {
            while (!full && !isFull() && batch.bytesLeft() > 0) {
                var room = aggregate ? KinesisLimits.PUT_RECORDS : batch.recordsLeft();
                var taken = inbox.take(Math.min(room, MAX_HELD - held), batch.bytesLeft());
                if (taken.isEmpty()) {
                    break;
                }
                taken.forEach(record -> addOrKeep(record.routedBy(router)));
            }
        }

        private void addOrKeep(PendingRecord record) {
            if (!tryAdd(record)) {
                overBudget.add(record);
                held += record.events();
            }
        }

        private boolean tryAdd(PendingRecord record) {
            var shard = router.shardOf(record.route());
            if (full || withoutBudget.contains(shard)) {
                return false;
            }
            var joins = aggregate && aggregates.canJoin(shard, record);
            var records = joins ? 0 : 1;
            var bytes = joins ? aggregates.growth(shard, record) : record.size();
            if (!batch.hasRoomFor(records, bytes)) {
                full = true;
                return false;
            }
            if (!budget.tryTake(shard, records, bytes, now)) {
                withoutBudget.add(shard);
                var untilBudget = budget.waitFor(shard, bytes, now);
                wait = min(wait, untilBudget.compareTo(BUDGET_PAUSE) > 0 ? untilBudget : BUDGET_PAUSE);
                return false;
            }
            batch.reserve(records, bytes);
            if (joins) {
                aggregates.join(shard, record);
            } else if (aggregate) {
                aggregates.begin(shard, record);
            } else {
                batch.add(record);
            }
            return true;
        }

        private Duration idle() {
            var untilRetry = retries.isEmpty() ? wait : retries.peek().due().minus(now);
            // One that is due and was not sent waits for its shard's budget.
            return untilRetry.isNegative() || untilRetry.isZero() ? wait : min(wait, untilRetry);
        }
    }

    private static Duration min(Duration a, Duration b) {
        return a.compareTo(b) < 0 ? a : b;
    }
}
