package delivery.localkinesis;

import delivery.localkinesis.engine.Engines;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.reactivestreams.Subscription;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClient;
import software.amazon.awssdk.services.kinesis.model.StartingPosition;
import software.amazon.awssdk.services.kinesis.model.SubscribeToShardEvent;
import software.amazon.awssdk.services.kinesis.model.SubscribeToShardEventStream;
import software.amazon.awssdk.services.kinesis.model.SubscribeToShardResponseHandler;

/** One SubscribeToShard and what it has brought so far. */
final class Subscriber {
    final CompletableFuture<Void> end;
    private final List<SubscribeToShardEvent> events = new CopyOnWriteArrayList<>();
    private volatile Subscription subscription;

    Subscriber(KinesisAsyncClient kinesis, String consumerArn, int shard, StartingPosition from) {
        var handler = SubscribeToShardResponseHandler.builder()
                .onEventStream(publisher -> publisher.subscribe(new Reader()))
                .build();
        end = kinesis.subscribeToShard(
                r -> r.consumerARN(consumerArn).shardId(Engines.id(shard)).startingPosition(from), handler);
    }

    List<SubscribeToShardEvent> events() {
        return events;
    }

    SubscribeToShardEvent last() {
        return events.get(events.size() - 1);
    }

    List<String> texts() {
        var texts = new ArrayList<String>();
        events.forEach(event ->
                event.records().forEach(record -> texts.add(record.data().asUtf8String())));
        return texts;
    }

    void cancel() {
        subscription.cancel();
    }

    private final class Reader implements org.reactivestreams.Subscriber<SubscribeToShardEventStream> {
        @Override
        public void onSubscribe(Subscription given) {
            subscription = given;
            given.request(Long.MAX_VALUE);
        }

        @Override
        public void onNext(SubscribeToShardEventStream event) {
            if (event instanceof SubscribeToShardEvent records) {
                events.add(records);
            }
        }

        @Override
        public void onError(Throwable error) {
            // the call's own future tells
        }

        @Override
        public void onComplete() {
            // the call's own future tells
        }
    }
}
