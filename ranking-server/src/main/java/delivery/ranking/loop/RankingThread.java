package delivery.ranking.loop;

import delivery.app.Agent;
import delivery.app.AppException;
import delivery.app.Errors;
import delivery.app.ExitCode;
import delivery.app.Time;
import delivery.protocol.Batch;
import delivery.protocol.Message;
import delivery.protocol.Message.Hello;
import delivery.ranking.state.Snapshot;
import java.time.Duration;
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

/** The one thread of the ranking, {@code ranking-loop}. Others ask it, one question at a time, and wait for the answer. */
public final class RankingThread implements Questions, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger("delivery.ranking");
    /** Whoever asks waits for the answer: of more than so many at a time some wait in order to ask. */
    private static final int MAX_WAITING = 512;

    private final RankingLoop loop;
    private final Consumer<Throwable> onBug;
    private final BlockingQueue<Question<?>> inbox = new ArrayBlockingQueue<>(MAX_WAITING);
    private final AgentThread thread;
    private volatile boolean stopping;
    /** The thread's own; null if there is none. */
    private Question<?> next;

    private boolean failed;

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

    private final class Turns implements Agent {
        @Override
        public Duration doWork() {
            try {
                if (next != null) {
                    next.answerIt();
                }
                return loop.doWork();
            } catch (AppException e) {
                onBug.accept(e);
            } catch (RuntimeException | Error e) {
                Errors.report(e);
                LOG.error("the ranking loop failed", e);
                onBug.accept(new AppException(
                        ExitCode.FAILED, "the ranking loop failed (" + e + "): start the server again", e));
            }
            failed = true;
            return null;
        }

        @Override
        public void close() {
            if (!failed) {
                loop.close();
            }
        }
    }

    /** @param onBug told of a failure in the middle of a change: after that nothing in memory can be trusted */
    public RankingThread(RankingLoop loop, Time clock, Consumer<Throwable> onBug) {
        this.loop = loop;
        this.onBug = onBug;
        thread = new AgentThread("ranking-loop", new Turns(), this::await, clock, Pulse.PATIENCE);
    }

    public RankingThread start() {
        thread.start();
        return this;
    }

    /** Until there is a question, or so long. */
    private boolean await(Duration idle) {
        try {
            next = stopping ? inbox.poll() : inbox.poll(idle.toNanos(), TimeUnit.NANOSECONDS);
            return next != null || !stopping;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    @Override
    public Message greet(Hello hello, Consumer<String> fence) {
        return ask(() -> loop.greet(hello, fence));
    }

    @Override
    public Message apply(Batch batch) {
        return ask(() -> loop.apply(batch));
    }

    @Override
    public void leave(String shardId, long epoch) {
        ask(() -> {
            loop.leave(shardId, epoch);
            return null;
        });
    }

    @Override
    public Frozen freezeIfChanged(long version) {
        return isAlive() ? ask(() -> loop.freezeIfChanged(version)) : null;
    }

    @Override
    public void hasOnDisk(Snapshot snapshot) {
        ask(() -> {
            loop.hasOnDisk(snapshot);
            return null;
        });
    }

    private <T> T ask(Supplier<T> work) {
        var question = new Question<>(work, new CompletableFuture<>());
        try {
            inbox.put(question);
            while (true) {
                try {
                    return question.answer().get(1, TimeUnit.SECONDS);
                } catch (TimeoutException e) {
                    if (!isAlive() && !question.answer().isDone()) {
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

    public boolean isAlive() {
        return thread.isAlive();
    }

    /** Why it is not well, null if it is. Does not wait for the loop. */
    public String fault() {
        return thread.fault();
    }

    /** Once everything that was asked is answered. */
    @Override
    public void close() {
        stopping = true;
        inbox.offer(new Question<>(() -> null, new CompletableFuture<>()));
        thread.close();
    }
}
