package delivery.kinesis.write;

import delivery.app.Backoff;
import delivery.app.Errors;
import delivery.app.LogPace;
import delivery.app.Time;
import delivery.kinesis.KinesisLimits;
import delivery.kinesis.KinesisStream;
import delivery.kinesis.PageSize;
import delivery.kinesis.PutResult;
import delivery.kinesis.StreamException;
import delivery.kinesis.StreamException.Kind;
import delivery.kinesis.write.Inbox.Wanted;
import java.time.Duration;
import java.util.List;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the stream writer does in its turns: which records go when, and what follows from an answer. Not thread-safe. */
final class PutTurns {
    static final Duration RETRY_BASE = Duration.ofMillis(100);
    static final Duration RETRY_MAX = Duration.ofSeconds(5);
    /** Between two calls that are not full: a few milliseconds of delay make a batch of what were calls of one record. */
    static final Duration GATHER = Duration.ofMillis(5);

    /** A call that takes longer than this does not hold up what has come meanwhile, however little that is. */
    static final Duration PATIENCE = Duration.ofMillis(100);

    /** What makes a further call worth its while if it aggregates. */
    static final int AGGREGATED_BYTES = 512 * 1024;

    private static final Logger LOG = LoggerFactory.getLogger(PutTurns.class);

    private final Time clock;
    private final RandomGenerator random;
    private final Inbox inbox;
    private final PutCalls calls;
    private final boolean aggregate;
    private final Router router;
    private final ShardBudget budget;
    private final ShardMapRefresh refresh;
    private final Backlog backlog;
    private final WriterMetrics metrics;
    private final ThrottleCounts throttled;
    private final PageSize putBytes = new PageSize(KinesisLimits.PUT_BYTES);
    private final LogPace complaints = new LogPace(Duration.ofSeconds(10));
    private final Backoff callBackoff;
    private Duration pausedUntil = Duration.ZERO;
    private Duration lastCall = PATIENCE.negated();

    PutTurns(
            KinesisStream stream,
            Inbox inbox,
            PutCalls calls,
            WriterOptions options,
            Time clock,
            RandomGenerator random,
            ThrottleCounts throttled,
            WriterMetrics metrics) {
        this.clock = clock;
        this.random = random;
        this.inbox = inbox;
        this.calls = calls;
        this.throttled = throttled;
        this.metrics = metrics;
        aggregate = options.aggregate();
        router = new Router(options.routing(), random);
        budget = new ShardBudget(options.shardLimits());
        refresh = new ShardMapRefresh(stream, router, clock);
        backlog = new Backlog(inbox, router, budget);
        callBackoff = new Backoff(RETRY_BASE, RETRY_MAX, random);
    }

    /**
     * One turn: takes the answers that have come, and begins one call with what is ready. Says for how long there is
     * nothing to do but to wait for records and answers: zero if it began one.
     *
     * @throws StreamException if no retry can help
     */
    Duration take() {
        takeAnswers();
        var now = clock.elapsed();
        if (now.compareTo(pausedUntil) < 0) {
            return pausedUntil.minus(now);
        }
        try {
            refresh.ifDue(now);
        } catch (StreamException e) {
            pauseOrThrow(e);
            return pausedUntil.minus(now);
        }
        var wait = untilNextCall(now);
        if (!wait.isZero()) {
            return wait;
        }
        var choice = backlog.choose(putBytes.limit(), refresh.untilDue(now), isAggregating(), now);
        if (choice.batch().isEmpty()) {
            return choice.idle();
        }
        lastCall = now;
        calls.begin(choice.batch());
        takeAnswers();
        return Duration.ZERO;
    }

    private Duration untilNextCall(Duration now) {
        if (isBusy()) {
            return KinesisStream.ANSWER_TIME;
        }
        if (inbox.has(wholeBatch())) {
            return Duration.ZERO;
        }
        var wait = lastCall.plus(calls.underWay() == 0 ? GATHER : PATIENCE).minus(now);
        return wait.isNegative() ? Duration.ZERO : wait;
    }

    /** As many calls are under way as may be. */
    private boolean isBusy() {
        // One that fails, or a line that is slow, is not helped by more of them.
        return calls.underWay() >= (callBackoff.failures() > 0 || putBytes.isReduced() ? 1 : PutCalls.MAX);
    }

    /** What is worth a turn, when it comes. */
    Wanted wanted() {
        var now = clock.elapsed();
        if (isBusy() || backlog.isFull() || !router.isReady() || now.compareTo(pausedUntil) < 0) {
            return Wanted.NOTHING;
        }
        return untilNextCall(now).isZero() ? Wanted.ANY : wholeBatch();
    }

    private Wanted wholeBatch() {
        return isAggregating()
                ? Wanted.bytes(Math.min(putBytes.limit(), AGGREGATED_BYTES))
                : Wanted.batch(putBytes.limit());
    }

    /** A stream that does not go by hash keys would scatter them, and KCL leaves out what is not of its shard. */
    private boolean isAggregating() {
        return aggregate && !refresh.isElsewhere();
    }

    private void takeAnswers() {
        for (var answer = calls.poll(); answer != null; answer = calls.poll()) {
            metrics.putTook(answer.took());
            if (answer.failure() == null) {
                settle(answer.batch(), answer.results(), answer.took());
            } else if (answer.failure() instanceof StreamException e) {
                putBack(answer.batch(), e);
            } else {
                Errors.rethrow(answer.failure());
                throw (RuntimeException) answer.failure();
            }
        }
    }

    private void settle(RecordBatch batch, List<PutResult> results, Duration took) {
        if (results.size() != batch.records().size()) {
            var odd = "the service answered " + results.size() + " results to "
                    + batch.records().size() + " records";
            putBack(batch, new StreamException(Kind.UNAVAILABLE, odd));
            return;
        }
        callBackoff.reset();
        putBytes.succeeded(batch.bytes(), took);
        var stored = 0;
        for (var i = 0; i < results.size(); i++) {
            var record = batch.records().get(i);
            if (results.get(i) instanceof PutResult.Stored where) {
                settle(record, where);
                stored += record.events();
            } else {
                putAgain(record, (PutResult.Failed) results.get(i));
            }
        }
        inbox.settle(stored);
    }

    private void settle(PendingRecord record, PutResult.Stored stored) {
        metrics.stored(stored.shardId());
        if (!stored.shardId().equals(router.shardOf(record.route()))) {
            refresh.cameOutElsewhere();
        }
        record.stored();
    }

    private void putAgain(PendingRecord record, PutResult.Failed failed) {
        var shard = router.shardOf(record.route());
        var now = clock.elapsed();
        metrics.failed(shard, failed.throttled());
        if (failed.throttled()) {
            throttled.count(shard);
            budget.pause(shard, now);
        } else {
            refresh.hint();
        }
        record.failedUntil(now.plus(Backoff.delay(record.failures(), RETRY_BASE, RETRY_MAX, random)));
        backlog.retry(List.of(record));
        complain(now, failed.throttled() ? shard + " is over its quota" : failed.message());
    }

    /** The whole call failed. What it had may be stored all the same; the readers drop such duplicates. */
    private void putBack(RecordBatch batch, StreamException e) {
        var isFirst = callBackoff.failures() == 0;
        var retryAt = retryAtOrThrow(e);
        // The first failure delays what it had; where more fail, the others need not try.
        pausedUntil = isFirst ? pausedUntil : retryAt;
        var smaller = "";
        if (e.kind() == Kind.TIMEOUT) {
            putBytes.timedOut(batch.bytes());
            smaller = "; the line may be slow: a call carries " + putBytes.limit() + " bytes at most now";
        }
        refresh.hint();
        batch.records().forEach(record -> record.putBackUntil(retryAt));
        backlog.retry(batch.records());
        metrics.callFailed(batch.records().size());
        complain(clock.elapsed(), e.getMessage() + smaller);
    }

    private void pauseOrThrow(StreamException e) {
        pausedUntil = retryAtOrThrow(e);
    }

    private Duration retryAtOrThrow(StreamException e) {
        // Nobody there is no reason to give up: the program found the stream when it started.
        if (!e.mayPass()) {
            throw e;
        }
        return clock.elapsed().plus(callBackoff.next());
    }

    private void complain(Duration now, String why) {
        if (complaints.isDue(now)) {
            LOG.warn("records are put again, {} not stored yet: {}", inbox.unsettled(), why);
        }
    }
}
