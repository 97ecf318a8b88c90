package league;

import java.net.URI;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.integration.annotation.ServiceActivator;
import org.springframework.integration.aws.inbound.kinesis.KinesisMessageDrivenChannelAdapter;
import org.springframework.integration.aws.inbound.kinesis.KinesisShardOffset;
import org.springframework.integration.aws.metadata.DynamoDbMetadataStore;
import org.springframework.integration.channel.DirectChannel;
import org.springframework.integration.config.EnableIntegration;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClient;

/** Spring Integration's adapter that polls; its checkpoints, one a batch, are in DynamoDB. */
final class SpringIntegration {
    public static void main(String[] arguments) throws Exception {
        Tell.untilStopped(new AnnotationConfigApplicationContext(Flow.class));
    }

    @Configuration
    @EnableIntegration
    static class Flow {
        @Bean
        KinesisAsyncClient kinesis() {
            return KinesisAsyncClient.create();
        }

        @Bean
        DynamoDbAsyncClient dynamo() {
            return DynamoDbAsyncClient.builder()
                    .endpointOverride(URI.create(System.getenv("AWS_ENDPOINT_URL_DYNAMODB")))
                    .build();
        }

        @Bean
        DynamoDbMetadataStore checkpoints(DynamoDbAsyncClient dynamo) {
            return new DynamoDbMetadataStore(dynamo, "checkpoints");
        }

        @Bean
        DirectChannel records() {
            return new DirectChannel();
        }

        @Bean
        KinesisMessageDrivenChannelAdapter adapter(
                KinesisAsyncClient kinesis, DynamoDbMetadataStore checkpoints, DirectChannel records) {
            var adapter = new KinesisMessageDrivenChannelAdapter(kinesis, Tell.STREAM);
            adapter.setStreamInitialSequence(KinesisShardOffset.trimHorizon());
            adapter.setCheckpointStore(checkpoints);
            adapter.setConverter(null); // bytes
            adapter.setOutputChannel(records);
            return adapter;
        }

        @ServiceActivator(inputChannel = "records")
        void tell(byte[] record) {
            Tell.accepted(record);
        }
    }
}
