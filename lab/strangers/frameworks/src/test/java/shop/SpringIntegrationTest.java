package shop;

import delivery.localkinesis.LocalKinesisTest;
import delivery.localkinesis.engine.Engine;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.integration.aws.inbound.kinesis.KinesisMessageDrivenChannelAdapter;
import org.springframework.integration.aws.inbound.kinesis.KinesisShardOffset;
import org.springframework.integration.channel.DirectChannel;
import org.springframework.integration.config.EnableIntegration;
import org.springframework.messaging.SubscribableChannel;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClient;

@LocalKinesisTest(streams = Orders.STREAM + ":2", systemProperties = true)
class SpringIntegrationTest {
    @Test
    void anAdapterGoesThroughASplitARestartAndAMerge(Engine engine) throws Exception {
        var orders = new Orders(engine);
        try (var spring = new AnnotationConfigApplicationContext(Flow.class)) {
            spring.getBean("orders", SubscribableChannel.class)
                    .subscribe(
                            message -> orders.tell(new String((byte[]) message.getPayload(), StandardCharsets.UTF_8)));
            var adapter = spring.getBean(KinesisMessageDrivenChannelAdapter.class);
            adapter.start();
            orders.place(200);
            orders.awaitAll();
            orders.split();
            orders.place(200);
            orders.awaitAll();

            adapter.stop();
            orders.merge();
            orders.place(200);
            adapter.start();
            orders.awaitAll();
        }
    }

    @Configuration
    @EnableIntegration
    static class Flow {
        @Bean
        KinesisAsyncClient kinesis() {
            return KinesisAsyncClient.create();
        }

        @Bean
        DirectChannel orders() {
            return new DirectChannel();
        }

        @Bean
        KinesisMessageDrivenChannelAdapter adapter(KinesisAsyncClient kinesis, DirectChannel orders) {
            var adapter = new KinesisMessageDrivenChannelAdapter(kinesis, Orders.STREAM);
            adapter.setStreamInitialSequence(KinesisShardOffset.trimHorizon());
            adapter.setConverter(null); // bytes
            adapter.setOutputChannel(orders);
            adapter.setAutoStartup(false);
            return adapter;
        }
    }
}
