package delivery.kinesis.write;

import delivery.app.Backoff;
import delivery.app.LogPace;
import delivery.app.Time;
import delivery.kinesis.KinesisLimits;
import delivery.kinesis.KinesisStream;
import delivery.kinesis.PageSize;
import delivery.kinesis.PutResult;
import delivery.kinesis.ShardMap;
import delivery.kinesis.StreamException;
import delivery.kinesis.StreamException.Kind;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The writer's work without its thread: each turn sends one batch of what is ready. Ready are first the retries that
 * are due, then what waited for its shard's budget, then what is new. Nothing is ever dropped. Not thread-safe.
 */
final class RecordSender {
    /** Records taken out of the inbox and not stored, at most: beyond that the inbox fills, and blocks. */
    static final int MAX_HELD = 5_000;

    static final Duration RETRY_BASE = Duration.ofMillis(100);
    static final Duration RETRY_MAX = Duration.ofSeconds(5);

    /** Budget comes back bit by bit; waiting a little makes batches of it. */
    private static final Duration BUDGET_PAUSE = Duration.ofMillis(20);

    private static final Logger LOG = LoggerFactory.getLogger(RecordSender.class);

    private final KinesisStream stream;
    private final Inbox inbox;
    private final Router router;
    private final ShardBudget budget;
    private final Time clock;
    private final RandomGenerator random;
    private final WriterMetrics metrics;

    private final PriorityQueue<PendingRecord> retries = new PriorityQueue<>(Comparator.comparing(PendingRecord::due));
    private final ThrottleCounts throttled = new ThrottleCounts();
    private final RefreshSchedule refresh = new RefreshSchedule();
    private final Misplacement misplacement = new Misplacement();
    private final Backoff callBackoff;
    private final LogPace complaints = new LogPace(Duration.ofSeconds(10));
    private Deque<PendingRecord> overBudget = new ArrayDeque<>();
    private final PageSize putBytes = new PageSize(KinesisLimits.PUT_BYTES);
    private Duration pausedUntil = Duration.ZERO;

    RecordSender(
            KinesisStream stream,
            Inbox inbox,
            Router router,
            ShardBudget budget,
            Time clock,
            RandomGenerator random,
            WriterMetrics metrics) {
        this.stream = stream;
        this.inbox = inbox;
        this.router = router;
        this.budget = budget;
        this.clock = clock;
        this.random = random;
        this.metrics = metrics;
        callBackoff = new Backoff(RETRY_BASE, RETRY_MAX, random);
    }

    /**
     * One turn. Says for how long there is nothing to do but to wait for new records: zero if it sent something.
     *
     * @throws StreamException if no retry can help
     */
    Duration doWork() {
        var now = clock.elapsed();
        if (now.compareTo(pausedUntil) < 0) {
            return pausedUntil.minus(now);
        }
        if (refresh.isDue(now)) {
            refreshShards(now);
        }
        if (!router.isReady()) {
            return max(Duration.ZERO, pausedUntil.minus(now));
        }
        var turn = new Turn(now);
        turn.fill();
        if (turn.batch.isEmpty()) {
            return turn.idle();
        }
        send(turn.batch);
        return Duration.ZERO;
    }

    /** Whether a new record could be worked on now. */
    boolean wantsRecords() {
        return held() < MAX_HELD && router.isReady() && clock.elapsed().compareTo(pausedUntil) >= 0;
    }

    /** What the service has refused; may be asked by any thread. */
    ThrottleCounts throttled() {
        return throttled;
    }

    private int held() {
        return retries.size() + overBudget.size();
    }

    /** One choice of what to send next. */
    private final class Turn {
        final RecordBatch batch = new RecordBatch(putBytes.limit());
        private final Duration now;
        private final Set<String> withoutBudget = new HashSet<>();
        private Duration budgetWait = RefreshSchedule.REGULAR;
        private boolean full;

        Turn(Duration now) {
            this.now = now;
        }

        void fill() {
            addRetries();
            addOverBudget();
            addNew();
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
            if (overBudget.isEmpty()) {
                return;
            }
            var still = new ArrayDeque<PendingRecord>();
            for (var record : overBudget) {
                if (!tryAdd(record)) {
                    still.add(record);
                }
            }
            overBudget = still;
        }

        private void addNew() {
            while (!full && held() < MAX_HELD) {
                var draft = inbox.poll();
                if (draft == null) {
                    return;
                }
                var record = new PendingRecord(draft, router.route(draft.partitionKey(), draft.region()));
                if (!tryAdd(record)) {
                    overBudget.add(record);
                }
            }
        }

        private boolean tryAdd(PendingRecord record) {
            var shard = expectedShard(record);
            if (full || withoutBudget.contains(shard)) {
                return false;
            }
            if (!batch.hasRoomFor(record.size())) {
                full = true;
                return false;
            }
            if (!budget.tryTake(shard, record.size(), now)) {
                withoutBudget.add(shard);
                budgetWait = min(budgetWait, max(BUDGET_PAUSE, budget.waitFor(shard, record.size(), now)));
                return false;
            }
            return batch.tryAdd(record);
        }

        Duration idle() {
            var wait = min(budgetWait, refresh.waitFrom(now));
            var untilRetry = retries.isEmpty() ? wait : retries.peek().due().minus(now);
            // One that is due and was not sent waits for its shard's budget.
            return untilRetry.isNegative() || untilRetry.isZero() ? wait : min(wait, untilRetry);
        }
    }

    private void send(RecordBatch batch) {
        var sentAt = clock.elapsed();
        try {
            var results = stream.put(batch.entries());
            if (results.size() != batch.records().size()) {
                throw new StreamException(
                        Kind.UNAVAILABLE,
                        "the service answered " + results.size() + " results to "
                                + batch.records().size() + " records");
            }
            callBackoff.reset();
            putBytes.succeeded(batch.bytes(), clock.elapsed().minus(sentAt));
            for (var i = 0; i < results.size(); i++) {
                settle(batch.records().get(i), results.get(i));
            }
        } catch (StreamException e) {
            putBack(batch, e);
        } finally {
            metrics.putTook(clock.elapsed().minus(sentAt));
        }
    }

    private void settle(PendingRecord record, PutResult result) {
        if (result instanceof PutResult.Stored stored) {
            metrics.stored(stored.shardId());
            if (!stored.shardId().equals(expectedShard(record))) {
                misplacement.found();
                hintUnlessMisplaced();
            }
            record.stored();
            inbox.settle();
            return;
        }
        var failed = (PutResult.Failed) result;
        var now = clock.elapsed();
        var shard = expectedShard(record);
        metrics.failed(shard, failed.throttled());
        if (failed.throttled()) {
            throttled.count(shard);
            budget.pause(shard, now);
        } else {
            refresh.hint();
        }
        record.failedUntil(now.plus(Backoff.delay(record.failures(), RETRY_BASE, RETRY_MAX, random)));
        retries.add(record);
        complain(now, failed.throttled() ? shard + " is over its quota" : failed.message());
    }

    private void hintUnlessMisplaced() {
        if (!misplacement.isSure()) {
            refresh.hint();
        }
    }

    /** The whole call failed. What it had may be stored all the same; the readers drop such duplicates. */
    private void putBack(RecordBatch batch, StreamException e) {
        pauseOrThrow(e);
        if (e.kind() == Kind.TIMEOUT) {
            putBytes.timedOut(batch.bytes());
        }
        refresh.hint();
        batch.records().forEach(record -> record.putBackUntil(pausedUntil));
        retries.addAll(batch.records());
        metrics.callFailed(batch.records().size());
        complain(clock.elapsed(), e.getMessage() + smallerPuts(e));
    }

    private void pauseOrThrow(StreamException e) {
        // Nobody there is no reason to give up: the program found the stream when it started.
        if (!e.isTransient() && e.kind() != Kind.UNREACHABLE) {
            throw e;
        }
        pausedUntil = clock.elapsed().plus(callBackoff.next());
    }

    private void refreshShards(Duration now) {
        try {
            var shards = ShardMap.of(stream.shards());
            // A list read amid a change may have holes; the old map is the better guess then.
            var usable =
                    shards.isComplete() || !router.isReady() && !shards.open().isEmpty();
            if (!usable) {
                throw new StreamException(Kind.IN_USE, "the list of shards has a hole, the stream is being changed");
            }
            var first = !router.isReady();
            var changed = router.refresh(shards);
            refresh.refreshed(changed, clock.elapsed());
            if (misplacement.refreshed(changed)) {
                LOG.warn(
                        "records come out in other shards than their hash keys ask for, though the map of the shards is"
                                + " fresh: the stream distributes them itself (an on-demand stream with record distribution"
                                + " AUTO), and --routing has no effect");
            }
            if (changed && !first) {
                LOG.info("the open shards changed: now {}", shards.open().size());
            }
        } catch (StreamException e) {
            if (!router.isReady()) {
                pauseOrThrow(e);
            }
            refresh.failedUntil(now, router.isReady() ? now.plusSeconds(2) : pausedUntil);
            if (complaints.isDue(now)) {
                LOG.warn("cannot read the list of shards: {}", e.getMessage());
            }
        }
    }

    private void complain(Duration now, String why) {
        if (complaints.isDue(now)) {
            LOG.warn("records are put again, {} not stored yet: {}", inbox.unsettled(), why);
        }
    }

    private String smallerPuts(StreamException e) {
        return e.kind() == Kind.TIMEOUT
                ? "; the line may be slow: a call carries " + putBytes.limit() + " bytes at most now"
                : "";
    }

    private String expectedShard(PendingRecord record) {
        return router.expectedShard(record.route()).orElse("unknown");
    }

    private static Duration min(Duration a, Duration b) {
        return a.compareTo(b) < 0 ? a : b;
    }

    private static Duration max(Duration a, Duration b) {
        return a.compareTo(b) > 0 ? a : b;
    }
}
