package delivery.kinesis.write;

import delivery.kinesis.KinesisLimits;
import delivery.kinesis.StreamException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What callers have handed in and the writer has not taken yet, bounded: a full inbox blocks, which is the
 * back-pressure. Also counts what is accepted and not stored, so that one can wait for none. Thread-safe.
 */
final class Inbox {
    private final int capacity;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition room = lock.newCondition();
    private final Condition work = lock.newCondition();
    private final Condition settled = lock.newCondition();

    private final Deque<PendingRecord> records = new ArrayDeque<>();
    private long bytes;
    private Wanted wanted = Wanted.NOTHING;
    private boolean called;
    private long unsettled;
    private State state = State.TAKING;
    private @Nullable StreamException refusal;

    private enum State {
        TAKING,
        /** Takes nothing from callers any more, but still the writer's own last words. */
        LAST_WORDS,
        CLOSED
    }

    /** What the writer waits for: it is woken for nothing else. */
    record Wanted(int records, long bytes) {
        static final Wanted NOTHING = new Wanted(Integer.MAX_VALUE, Long.MAX_VALUE);
        static final Wanted ANY = new Wanted(1, 1);

        /** As much as one call carries, in records or in bytes. */
        static Wanted batch(int maxBytes) {
            return new Wanted(KinesisLimits.PUT_RECORDS, maxBytes);
        }

        /** So many bytes, in however many records. */
        static Wanted bytes(int bytes) {
            return new Wanted(Integer.MAX_VALUE, bytes);
        }
    }

    Inbox(int capacity) {
        this.capacity = capacity;
    }

    /**
     * Blocks while it is full; false once callers are refused.
     *
     * @throws StreamException if that is because nothing can be stored any more
     */
    boolean put(PendingRecord record) {
        lock.lock();
        try {
            while (state == State.TAKING && records.size() >= capacity) {
                room.awaitUninterruptibly();
            }
            if (refusal != null) {
                // Fresh for each thrower: a shared exception would show another thread's stack.
                throw new StreamException(refusal.kind(), refusal.getMessage(), refusal);
            }
            if (state != State.TAKING) {
                return false;
            }
            add(record);
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Never blocks, whatever the capacity: for the few records that tell of the others. False if it is closed. */
    boolean offer(PendingRecord record) {
        return locked(() -> {
            var takes = state != State.CLOSED;
            if (takes) {
                add(record);
            }
            return takes;
        });
    }

    private void add(PendingRecord record) {
        records.add(record);
        bytes += record.weight();
        unsettled++;
        if (isThere(wanted)) {
            work.signal();
        }
    }

    /** The first so many, or those before that make so many bytes; one at least, if there is one. */
    List<PendingRecord> take(int most, long mostBytes) {
        return locked(() -> {
            var taken = new ArrayList<PendingRecord>(Math.min(most, records.size()));
            var left = mostBytes;
            while (taken.size() < most
                    && !records.isEmpty()
                    && (taken.isEmpty() || records.element().weight() <= left)) {
                var record = records.remove();
                left -= record.weight();
                bytes -= record.weight();
                taken.add(record);
            }
            if (!taken.isEmpty()) {
                room.signalAll();
            }
            return taken;
        });
    }

    /** Waits until what is wanted is there, somebody {@link #call}s, it is being closed, or the time is up. */
    void awaitWork(Duration atMost, Wanted what) {
        lock.lock();
        try {
            wanted = what;
            var left = atMost.toNanos();
            var before = state;
            while (left > 0 && !called && (state == before || state != State.CLOSED) && !isThere(wanted)) {
                left = work.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            called = false;
            wanted = Wanted.NOTHING;
            lock.unlock();
        }
    }

    /** Ends the wait for work, the next one if there is none now. */
    void call() {
        locked(() -> {
            called = true;
            work.signal();
            return called;
        });
    }

    boolean has(Wanted what) {
        return locked(() -> isThere(what));
    }

    private boolean isThere(Wanted what) {
        return records.size() >= what.records || bytes >= what.bytes;
    }

    /** So many that were accepted are stored. */
    void settle(int stored) {
        locked(() -> {
            unsettled -= stored;
            if (unsettled == 0) {
                settled.signalAll();
            }
            return unsettled;
        });
    }

    /** Waits until nothing is unsettled; false if the time is up, or nothing will be settled any more. */
    boolean awaitSettled(Duration atMost) {
        lock.lock();
        try {
            var left = atMost.toNanos();
            while (unsettled > 0 && refusal == null && left > 0) {
                left = settled.awaitNanos(left);
            }
            return unsettled == 0;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            lock.unlock();
        }
    }

    /** From now on callers are refused, also those that wait for room. */
    void refuseCallers() {
        locked(() -> {
            state = state == State.TAKING ? State.LAST_WORDS : state;
            room.signalAll();
            return state;
        });
    }

    /** From now on everyone is refused. What is in it can still be taken out. */
    void close() {
        fail(null);
    }

    /**
     * Closed because nothing can be stored any more; says why to everyone who waits or comes.
     *
     * @param cause null if it is just closed
     */
    void fail(@Nullable StreamException cause) {
        locked(() -> {
            refusal = cause == null ? refusal : cause;
            state = State.CLOSED;
            room.signalAll();
            work.signalAll();
            settled.signalAll();
            return state;
        });
    }

    /** Whether so many more would not block. */
    boolean hasRoomFor(int more) {
        return size() + more <= capacity;
    }

    int size() {
        return locked(records::size);
    }

    /** Accepted and not stored, wherever they are. */
    long unsettled() {
        return locked(() -> unsettled);
    }

    private <T> T locked(Supplier<T> action) {
        lock.lock();
        try {
            return action.get();
        } finally {
            lock.unlock();
        }
    }
}
