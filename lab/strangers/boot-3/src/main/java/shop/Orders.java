package shop;

import org.springframework.stereotype.Component;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClient;

@Component
public class Orders {
    private final KinesisAsyncClient kinesis;

    Orders(KinesisAsyncClient kinesis) {
        this.kinesis = kinesis;
    }

    public void place(String order) {
        kinesis.putRecord(r -> r.streamName("orders").partitionKey(order).data(SdkBytes.fromUtf8String(order)))
                .join();
    }
}
