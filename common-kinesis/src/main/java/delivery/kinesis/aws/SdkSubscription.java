package delivery.kinesis.aws;

import delivery.kinesis.FanOut;
import delivery.kinesis.RecordPage;
import delivery.kinesis.StreamException;
import delivery.kinesis.StreamException.Kind;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;
import software.amazon.awssdk.core.async.SdkPublisher;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttribute;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.services.kinesis.model.SubscribeToShardEvent;
import software.amazon.awssdk.services.kinesis.model.SubscribeToShardEventStream;
import software.amazon.awssdk.services.kinesis.model.SubscribeToShardResponse;
import software.amazon.awssdk.services.kinesis.model.SubscribeToShardResponseHandler;

/**
 * One SubscribeToShard. Asks for an event when the one before has been taken, so that what nobody takes waits in the connection
 * and then at the service.
 */
final class SdkSubscription
        implements FanOut.Subscription, SubscribeToShardResponseHandler, Subscriber<SubscribeToShardEventStream> {
    private static final ExecutionAttribute<SdkSubscription> OF_CALL = new ExecutionAttribute<>("SdkSubscription");
    private static final Object THE_END = new Object();

    private final String shardId;
    private final ExplainedCalls calls;
    /** One event at most, and how it ended: that is told twice sometimes. */
    private final BlockingQueue<Object> came = new ArrayBlockingQueue<>(4);

    // guarded by this
    private @Nullable CompletableFuture<Void> call;
    private @Nullable Subscription events;
    private boolean closed;

    /** By the service's clock it is at least so late. */
    private volatile Instant lateAs = Instant.EPOCH;

    private boolean over;

    SdkSubscription(String shardId, ExplainedCalls calls) {
        this.shardId = shardId;
        this.calls = calls;
    }

    synchronized void begun(CompletableFuture<Void> made) {
        call = made;
        made.whenComplete((nothing, failure) -> came.offer(failure == null ? THE_END : failure));
    }

    @Override
    public void responseReceived(SubscribeToShardResponse response) {
        // What it has of the answer's head is that of the first event, and has no date.
    }

    void with(AwsRequestOverrideConfiguration.Builder config) {
        config.putExecutionAttribute(OF_CALL, this);
    }

    /** For the client that makes such calls. */
    static final class Interceptor implements ExecutionInterceptor {
        @Override
        public void afterTransmission(Context.AfterTransmission context, ExecutionAttributes attributes) {
            var subscription = attributes.getAttribute(OF_CALL);
            if (subscription != null) {
                var said = SignedCalls.date(context.httpResponse());
                subscription.lateAs = said == null ? Instant.EPOCH : said;
            }
        }
    }

    @Override
    public void onEventStream(SdkPublisher<SubscribeToShardEventStream> publisher) {
        publisher.subscribe(this);
    }

    @Override
    public synchronized void onSubscribe(Subscription subscription) {
        events = subscription;
        if (closed) {
            subscription.cancel();
        } else {
            subscription.request(1);
        }
    }

    @Override
    public void onNext(SubscribeToShardEventStream event) {
        if (event instanceof SubscribeToShardEvent) {
            came.offer(event);
        } else {
            more(); // of a kind that is newer than this SDK
        }
    }

    @Override
    public void onError(Throwable failure) {
        came.offer(failure);
    }

    @Override
    public void exceptionOccurred(Throwable failure) {
        came.offer(failure);
    }

    @Override
    public void onComplete() {
        came.offer(THE_END);
    }

    @Override
    public void complete() {
        came.offer(THE_END);
    }

    @Override
    public @Nullable RecordPage next(Duration atMost) {
        var next = over ? null : await(atMost);
        if (next instanceof SubscribeToShardEvent event) {
            more();
            return page(event);
        } else if (next instanceof Throwable failure) {
            over = true;
            throw explain(failure);
        }
        over |= next == THE_END;
        return null;
    }

    private @Nullable Object await(Duration atMost) {
        try {
            return came.poll(atMost.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StreamException(Kind.STOPPING, "interrupted", e);
        }
    }

    private synchronized void more() {
        if (events != null) {
            events.request(1);
        }
    }

    private RecordPage page(SubscribeToShardEvent event) {
        var records = event.records().stream().map(SdkShards::record).toList();
        for (var record : records) {
            if (record.arrivedAt().isAfter(lateAs)) {
                lateAs = record.arrivedAt(); // it was sent after that
            }
        }
        var behind = event.millisBehindLatest();
        return new RecordPage(
                records,
                event.continuationSequenceNumber(),
                behind == null ? 0 : behind,
                lateAs,
                event.childShards().stream().map(SdkShards::child).toList());
    }

    private StreamException explain(Throwable failure) {
        var cause = failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        try {
            return calls.call(() -> {
                throw cause instanceof RuntimeException known
                        ? known
                        : SdkClientException.create(String.valueOf(cause.getMessage()), cause);
            });
        } catch (StreamException e) {
            return e.kind() != Kind.IN_USE
                    ? e
                    : new StreamException(
                            Kind.IN_USE,
                            shardId + " is sent to another process by the same --fan-out name, or was a moment ago",
                            e);
        }
    }

    @Override
    public boolean isOver() {
        return over;
    }

    @Override
    public synchronized void close() {
        closed = true;
        if (events != null) {
            events.cancel();
        }
        if (call != null) {
            call.cancel(true);
        }
    }
}
