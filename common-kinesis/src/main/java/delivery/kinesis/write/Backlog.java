package delivery.kinesis.write;

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

    Backlog(Inbox inbox, Router router, ShardBudget budget) {
        this.inbox = inbox;
        this.router = router;
        this.budget = budget;
    }

    boolean isFull() {
        return retries.size() + overBudget.size() >= MAX_HELD;
    }

    /** These are to be put again, when each is due. */
    void retry(Collection<PendingRecord> records) {
        retries.addAll(records);
    }

    /**
     * What to send now, and if that is nothing, for how long there will be nothing.
     *
     * @param idle at most
     */
    record Choice(RecordBatch batch, Duration idle) {}

    Choice choose(int maxBytes, Duration idle, Duration now) {
        var turn = new Turn(maxBytes, idle, now);
        turn.addRetries();
        turn.addOverBudget();
        turn.addNew();
        return new Choice(turn.batch, turn.idle());
    }

    /** One choice. */
    private final class Turn {
        private final RecordBatch batch;
        private final Duration now;
        private final Set<String> withoutBudget = new HashSet<>();
        private Duration wait;
        private boolean full;

        Turn(int maxBytes, Duration idle, Duration now) {
            batch = new RecordBatch(maxBytes);
            wait = idle;
            this.now = now;
        }

        private void addRetries() {
            var notNow = new ArrayList<PendingRecord>();
            while (!full && !retries.isEmpty() && retries.peek().due().compareTo(now) <= 0) {
                var record = retries.poll();
                if (!tryAdd(record)) {
                    notNow.add(record);
                }
            }
            retries.addAll(notNow);
        }

        private void addOverBudget() {
            var waiting = overBudget;
            overBudget = new ArrayDeque<>();
            waiting.forEach(this::addOrKeep);
        }

        private void addNew() {
            while (!full && !isFull()) {
                var record = inbox.poll();
                if (record == null) {
                    return;
                }
                addOrKeep(record.routedBy(router));
            }
        }

        private void addOrKeep(PendingRecord record) {
            if (!tryAdd(record)) {
                overBudget.add(record);
            }
        }

        private boolean tryAdd(PendingRecord record) {
            var shard = router.shardOf(record.route());
            if (full || withoutBudget.contains(shard)) {
                return false;
            }
            if (!batch.hasRoomFor(record.size())) {
                full = true;
                return false;
            }
            if (!budget.tryTake(shard, record.size(), now)) {
                withoutBudget.add(shard);
                var untilBudget = budget.waitFor(shard, record.size(), now);
                wait = min(wait, untilBudget.compareTo(BUDGET_PAUSE) > 0 ? untilBudget : BUDGET_PAUSE);
                return false;
            }
            return batch.tryAdd(record);
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
