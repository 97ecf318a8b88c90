package delivery.kinesis;

import delivery.app.Errors;
import delivery.app.StopSignal;
import delivery.app.Threads;
import delivery.kinesis.StreamException.Kind;
import delivery.model.Position;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The stream for whoever looks at it: when the program is to stop, nobody waits for an answer any more. A call may take
 * fifteen seconds, which is longer than a program has for stopping, and cannot be cut short; so it is made by a thread
 * that keeps nobody, and left to itself. Not for what must be known to be stored: puts pass through.
 */
public final class StoppableStream implements KinesisStream {
    private final KinesisStream stream;
    private final Set<CompletableFuture<?>> underWay = ConcurrentHashMap.newKeySet();
    private final ExecutorService callers = Executors.newCachedThreadPool(call -> {
        var thread = Threads.make("stream-call", call);
        thread.setDaemon(true);
        return thread;
    });

    public StoppableStream(KinesisStream stream, StopSignal stop) {
        this.stream = stream;
        stop.onStop(() -> {
            callers.shutdown();
            underWay.forEach(answer -> answer.completeExceptionally(stopping()));
        });
    }

    @Override
    public StreamDescription describe() {
        return call(stream::describe);
    }

    @Override
    public List<Shard> shards() {
        return call(stream::shards);
    }

    @Override
    public List<PutResult> put(List<PutEntry> entries) {
        return stream.put(entries);
    }

    @Override
    public String iterator(String shardId, Position position) {
        return call(() -> stream.iterator(shardId, position));
    }

    @Override
    public RecordPage read(@Nullable String iterator, int limit) {
        return call(() -> stream.read(iterator, limit));
    }

    /** Calls that have no answer yet. */
    int underWay() {
        return underWay.size();
    }

    private <T> T call(Supplier<T> call) {
        var answer = new CompletableFuture<T>();
        underWay.add(answer);
        try {
            callers.execute(() -> answerTo(call, answer));
            return answer.join();
        } catch (RejectedExecutionException e) {
            throw stopping();
        } catch (CompletionException e) {
            Errors.rethrow(e);
            throw e.getCause() instanceof RuntimeException failure ? failure : e;
        } finally {
            underWay.remove(answer);
        }
    }

    private static <T> void answerTo(Supplier<T> call, CompletableFuture<T> answer) {
        try {
            answer.complete(call.get());
        } catch (Throwable e) {
            answer.completeExceptionally(e);
        }
    }

    private static StreamException stopping() {
        return new StreamException(Kind.STOPPING, "the program is stopping, and waits for no answer");
    }
}
