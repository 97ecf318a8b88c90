package delivery.kinesis.write;

import delivery.app.Threads;
import delivery.app.Time;
import delivery.kinesis.KinesisStream;
import delivery.kinesis.PutResult;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The PutRecords calls that have no answer yet. {@link #start} gives them threads, {@code stream-put}; without that each
 * is made, and answered, when it begins. All else is for the writer's turns.
 */
final class PutCalls {
    /** Of 500 records each: 200,000 records a second if an answer takes 20 ms. */
    static final int MAX = 8;

    private final KinesisStream stream;
    private final Time clock;
    private final Runnable onAnswer;
    private final Queue<Answer> answers = new ConcurrentLinkedQueue<>();
    private Executor caller = Runnable::run;
    private @Nullable ExecutorService threads;
    private int underWay;

    /** @param onAnswer called by any thread when there is something to {@link #poll} */
    PutCalls(KinesisStream stream, Time clock, Runnable onAnswer) {
        this.stream = stream;
        this.clock = clock;
        this.onAnswer = onAnswer;
    }

    /**
     * What became of a call.
     *
     * @param results one a record, in their order; none if it failed
     * @param failure null if it did not
     */
    record Answer(
            RecordBatch batch,
            List<PutResult> results,
            @Nullable Throwable failure,
            Duration took) {}

    /** From now on calls are made by this one, in any order. */
    void by(Executor executor) {
        caller = executor;
    }

    void start() {
        threads = Executors.newFixedThreadPool(MAX, call -> {
            var thread = Threads.make("stream-put", call);
            // It may be stuck in a call when the time to close is over; that must not keep the program alive.
            thread.setDaemon(true);
            return thread;
        });
        by(threads);
    }

    void begin(RecordBatch batch) {
        underWay++;
        caller.execute(() -> call(batch));
    }

    private void call(RecordBatch batch) {
        var start = clock.elapsed();
        List<PutResult> results = List.of();
        Throwable failure = null;
        try {
            results = stream.put(batch.entries());
        } catch (Throwable e) {
            // Whatever it is: it ends the writer, which waits for an answer.
            failure = e;
        }
        answers.add(new Answer(batch, results, failure, clock.elapsed().minus(start)));
        onAnswer.run();
    }

    /** Begun and not polled. */
    int underWay() {
        return underWay;
    }

    /** Null if there is no answer that was not polled. */
    @Nullable
    Answer poll() {
        var answer = answers.poll();
        if (answer != null) {
            underWay--;
        }
        return answer;
    }

    /** Begins nothing more; a call that goes on is left to itself after so long. */
    void close(Duration atMost) {
        if (threads == null) {
            return;
        }
        threads.shutdown();
        try {
            threads.awaitTermination(atMost.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
