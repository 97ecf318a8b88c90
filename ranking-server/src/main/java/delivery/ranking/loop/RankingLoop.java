package delivery.ranking.loop;

import delivery.app.AppException;
import delivery.app.Errors;
import delivery.app.ExitCode;
import delivery.app.Threads;
import delivery.app.Time;
import delivery.protocol.Message;
import delivery.protocol.Message.Ack;
import delivery.protocol.Message.Batch;
import delivery.protocol.Message.Hello;
import delivery.protocol.Message.Welcome;
import delivery.ranking.letters.DeadLetters;
import delivery.ranking.state.RankingPicture;
import delivery.ranking.state.RankingState;
import delivery.ranking.state.Snapshot;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread that changes the ranking. Others ask and wait for the answer, each at most one question at a time. A few times a second it publishes a picture.
 */
public final class RankingLoop implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger("delivery.ranking");
    private static final Duration CHANGED = Duration.ofMillis(200);
    /** Whoever asks waits for the answer: of more than so many at a time some wait in order to ask. */
    private static final int MAX_WAITING = 512;

    private static final Duration UNCHANGED = Duration.ofSeconds(1);

    private final RankingState state;
    private final Time clock;
    private final LatestPicture latest;
    private final Consumer<Throwable> onBug;
    private final DeadLetters deadLetters;
    private final RejectAlarm rejectAlarm = new RejectAlarm();
    private final UnreadAlarm unreadAlarm = new UnreadAlarm();

    private final BlockingQueue<Question<?>> inbox = new ArrayBlockingQueue<>(MAX_WAITING);
    private final Map<Long, Consumer<String>> fences = new HashMap<>();
    private final Thread thread = Threads.make("ranking-loop", this::run);
    private final Pulse pulse;
    private volatile boolean stopping;
    private boolean changed;
    /** On the clock of what has elapsed. */
    private Duration publishAt;

    private record Question<T>(Supplier<T> work, CompletableFuture<T> answer) {
        void answerIt() {
            try {
                answer.complete(work.get());
            } catch (Throwable e) {
                // Whoever waits must not wait for ever, whatever it is.
                answer.completeExceptionally(e);
                throw e;
            }
        }
    }

    /**
     * The state at one moment.
     *
     * @param version of the state, which another snapshot of the same state has too
     * @param stop for how long the ranking stood still
     */
    public record Frozen(Snapshot snapshot, long version, Duration stop) {}

    /** @param onBug told of a failure in the middle of a change: after that nothing in memory can be trusted */
    public RankingLoop(RankingState state, Time clock, LatestPicture latest, Consumer<Throwable> onBug) {
        this(state, clock, latest, onBug, DeadLetters.withoutFile(clock));
    }

    public RankingLoop(
            RankingState state, Time clock, LatestPicture latest, Consumer<Throwable> onBug, DeadLetters deadLetters) {
        this.state = state;
        this.clock = clock;
        this.latest = latest;
        this.onBug = onBug;
        this.deadLetters = deadLetters;
        pulse = new Pulse(thread, clock, Pulse.PATIENCE);
        publishAt = clock.elapsed();
    }

    public RankingLoop start() {
        thread.start();
        return this;
    }

    /**
     * Answers with a Welcome or a refusal.
     *
     * @param fence told the name of whoever takes the shard over later, on the loop's thread: must not wait
     */
    public Message greet(Hello hello, Consumer<String> fence) {
        return ask(() -> {
            var greeting = state.greet(hello);
            var fenced = fences.remove(greeting.fencedEpoch());
            if (fenced != null) {
                fenced.accept(hello.holder());
            }
            if (greeting.answer() instanceof Welcome welcome) {
                fences.put(welcome.epoch(), fence);
            }
            return greeting.answer();
        });
    }

    public Message apply(Batch batch) {
        return ask(() -> {
            var answer = state.apply(batch);
            // Also of a batch that was applied before: a letter that is kept is not kept again.
            if (answer instanceof Ack) {
                deadLetters.keep(state.streamName(), batch, state.conflicts());
            }
            return answer;
        });
    }

    public void leave(String shardId, long epoch) {
        ask(() -> {
            fences.remove(epoch);
            state.leave(shardId, epoch);
            return null;
        });
    }

    /** Null if the state is still at this version. */
    public Frozen freezeIfChanged(long version) {
        return ask(() -> {
            if (state.version() == version) {
                return null;
            }
            var began = clock.elapsed();
            var snapshot = state.freeze();
            return new Frozen(snapshot, state.version(), clock.elapsed().minus(began));
        });
    }

    /** From now on acknowledgements say so. */
    public void hasOnDisk(Snapshot snapshot) {
        ask(() -> {
            state.hasOnDisk(snapshot);
            return null;
        });
    }

    /**
     * The dead letters of all that was applied before this call are on disk after it.
     *
     * @throws IOException if the disk does not obey
     */
    public void forceDeadLetters() throws IOException {
        deadLetters.force();
    }

    /**
     * Notices if the file of the dead letters was taken away.
     *
     * @throws IOException if there can be no other
     */
    public void lookAtDeadLetters() throws IOException {
        deadLetters.look();
    }

    public boolean isAlive() {
        return thread.isAlive();
    }

    /** Why it is not well, null if it is. Does not wait for the loop. */
    public String fault() {
        return pulse.fault();
    }

    private <T> T ask(Supplier<T> work) {
        var question = new Question<>(work, new CompletableFuture<>());
        try {
            inbox.put(question);
            while (true) {
                try {
                    return question.answer().get(1, TimeUnit.SECONDS);
                } catch (TimeoutException e) {
                    if (!thread.isAlive() && !question.answer().isDone()) {
                        throw new IllegalStateException("the ranking loop has ended", e);
                    }
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("the ranking loop has failed", e.getCause());
        }
    }

    private void run() {
        try {
            while (!stopping || !inbox.isEmpty()) {
                var question = inbox.poll(untilPublish().toNanos(), TimeUnit.NANOSECONDS);
                pulse.begin();
                answer(question);
                publishIfDue();
                pulse.end();
            }
            latest.put(picture());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (AppException e) {
            onBug.accept(e);
        } catch (RuntimeException | Error e) {
            Errors.report(e);
            LOG.error("the ranking loop failed", e);
            onBug.accept(new AppException(
                    ExitCode.FAILED, "the ranking loop failed (" + e + "): start the server again", e));
        }
    }

    private void answer(Question<?> question) {
        if (question == null) {
            return;
        }
        state.advanceTo(clock);
        question.answerIt();
        changed = true;
    }

    private RankingPicture picture() {
        var picture = state.picture();
        var alarm = rejectAlarm.isRinging(picture.elapsed(), picture.audit().records());
        unreadAlarm.look(picture);
        return picture.with(deadLetters.picture(alarm));
    }

    private Duration untilPublish() {
        // What has changed is shown sooner.
        var due = changed ? publishAt.minus(UNCHANGED).plus(CHANGED) : publishAt;
        var left = due.minus(clock.elapsed());
        return left.isNegative() ? Duration.ZERO : left;
    }

    private void publishIfDue() {
        if (untilPublish().isZero()) {
            state.advanceTo(clock);
            latest.put(picture());
            changed = false;
            publishAt = clock.elapsed().plus(UNCHANGED);
        }
    }

    @Override
    public void close() {
        stopping = true;
        inbox.offer(new Question<>(() -> null, new CompletableFuture<>()));
        Threads.join(thread);
    }
}
