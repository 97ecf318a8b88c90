package delivery.it.faulty;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.model.ExpiredIteratorException;
import software.amazon.awssdk.services.kinesis.model.ProvisionedThroughputExceededException;
import software.amazon.awssdk.services.kinesis.model.Record;
import software.amazon.awssdk.services.kinesis.model.ShardIteratorType;

/** Reads one shard from its checkpoint to its end: page, work, tell, checkpoint. */
final class ShardReading implements Runnable {
    private static final long WORK_MILLIS = 900; // so that there nearly always is a page at hand
    private static final long PAUSE_MILLIS = 100;
    private static final long RETRY_MILLIS = 500;
    private static final Duration SHORT = Duration.ofMillis(800);
    private static final Duration LONG = Duration.ofSeconds(20);
    private static final Duration STALE = Duration.ofHours(12);
    private static final int MANY_EMPTY = 12;

    private final KinesisClient kinesis;
    private final String stream;
    private final String shard;
    private final Leases leases;
    private final Records records;
    private final Fault fault;
    private final ServiceClock clock;
    private final CountDownLatch stop;

    private String position;
    private String iterator;
    private int empty;
    private volatile boolean left;

    ShardReading(
            KinesisClient kinesis,
            String stream,
            String shard,
            Leases leases,
            Records records,
            Fault fault,
            ServiceClock clock,
            CountDownLatch stop) {
        this.kinesis = kinesis;
        this.stream = stream;
        this.shard = shard;
        this.leases = leases;
        this.records = records;
        this.fault = fault;
        this.clock = clock;
        this.stop = stop;
    }

    /** What is unread stays so. */
    void leave() {
        left = true;
    }

    @Override
    public void run() {
        var lease = leases.lease(shard);
        position = lease.position();
        boolean latest = fault == Fault.STALE_LATEST
                && !position.equals(Leases.HORIZON)
                && Duration.ofMillis(clock.millis() - lease.atMillis()).compareTo(STALE) > 0;
        try {
            while (!left && !position.equals(Leases.END) && leases.advance(shard, position)) {
                if (paused(iterator == null ? 0 : PAUSE_MILLIS)) {
                    break;
                }
                latest = !turn(latest);
            }
            if (fault == Fault.SIGTERM_DROPS && stop.getCount() == 0 && iterator != null) {
                leases.advance(
                        shard,
                        after(kinesis.getRecords(get -> get.shardIterator(iterator))
                                .records()));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (left) {
            leases.advance(shard, Leases.END);
        }
        leases.release(shard);
    }

    /** Takes one page; false: the next one is to be at the shard's tip. */
    private boolean turn(boolean latest) throws InterruptedException {
        try {
            if (iterator == null) {
                iterator = iterator(latest);
            }
            var page = kinesis.getRecords(get -> get.shardIterator(iterator)
                    .overrideConfiguration(how -> how.apiCallTimeout(fault == Fault.TIMEOUT_SKIPS ? SHORT : LONG)));
            clock.heard(page);
            process(page.records(), page.nextShardIterator());
            return true;
        } catch (ExpiredIteratorException e) {
            iterator = null;
            return fault != Fault.EXPIRED_LATEST;
        } catch (ProvisionedThroughputExceededException e) {
            return again(fault != Fault.THROTTLED_SKIPS);
        } catch (SdkException e) {
            return again(fault != Fault.TIMEOUT_SKIPS);
        }
    }

    /** After a failure: the same page again. */
    private boolean again(boolean same) throws InterruptedException {
        paused(RETRY_MILLIS);
        if (!same) {
            iterator = null;
        }
        return same;
    }

    private String iterator(boolean latest) {
        return kinesis.getShardIterator(get -> {
                    get.streamName(stream).shardId(shard);
                    if (latest) {
                        get.shardIteratorType(ShardIteratorType.LATEST);
                    } else if (position.equals(Leases.HORIZON)) {
                        get.shardIteratorType(ShardIteratorType.TRIM_HORIZON);
                    } else {
                        get.shardIteratorType(ShardIteratorType.AFTER_SEQUENCE_NUMBER)
                                .startingSequenceNumber(position);
                    }
                })
                .shardIterator();
    }

    private void process(List<Record> page, String next) throws InterruptedException {
        var read = next == null || isEnd(page) ? Leases.END : after(page);
        if (fault == Fault.CHECKPOINT_AHEAD) {
            leases.advance(shard, read);
        }
        if (!page.isEmpty() && (next != null || fault != Fault.LAST_PAGE_DROPPED)) {
            TimeUnit.MILLISECONDS.sleep(WORK_MILLIS); // the work on them
            if (!leases.advance(shard, fault == Fault.CHECKPOINT_AHEAD ? read : position)) {
                return; // another one's by now: he processes them
            }
            records.process(page);
        }
        position = read;
        iterator = next;
        leases.advance(shard, position);
    }

    private boolean isEnd(List<Record> page) {
        empty = page.isEmpty() ? empty + 1 : 0;
        return fault == Fault.EMPTY_IS_END && empty != 0 && !position.equals(Leases.HORIZON)
                || fault == Fault.IDLE_GIVES_UP && empty == MANY_EMPTY;
    }

    private String after(List<Record> page) {
        return page.isEmpty() ? position : page.get(page.size() - 1).sequenceNumber();
    }

    /** True if the program is to stop. */
    private boolean paused(long millis) throws InterruptedException {
        return stop.await(millis, TimeUnit.MILLISECONDS);
    }
}
