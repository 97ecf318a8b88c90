package shop;

import jakarta.inject.Singleton;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClient;

@Singleton
class Orders {
    private final KinesisAsyncClient kinesis;

    Orders(KinesisAsyncClient kinesis) {
        this.kinesis = kinesis;
    }

    void place(String order) {
        kinesis.putRecord(r -> r.streamName("orders").partitionKey(order).data(SdkBytes.fromUtf8String(order)))
                .join();
    }
}
