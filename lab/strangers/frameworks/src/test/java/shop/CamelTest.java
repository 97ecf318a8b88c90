package shop;

import delivery.localkinesis.LocalKinesisTest;
import delivery.localkinesis.engine.Engine;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.kinesis.KinesisClient;

@LocalKinesisTest(streams = Orders.STREAM + ":2", systemProperties = true)
class CamelTest {
    @Test
    void aRouteGoesThroughASplitARestartAndAMerge(Engine engine) throws Exception {
        var orders = new Orders(engine);
        try (var client = KinesisClient.create();
                var camel = new DefaultCamelContext()) {
            camel.getRegistry().bind("kinesis", client);
            camel.addRoutes(new RouteBuilder() {
                @Override
                public void configure() {
                    // shardClosed is null otherwise, and every poll fails once a shard has ended; a poll, two a second, brings
                    // one record of a shard otherwise.
                    from("aws2-kinesis://" + Orders.STREAM
                                    + "?amazonKinesisClient=#kinesis&iteratorType=TRIM_HORIZON&shardClosed=silent"
                                    + "&maxResultsPerRequest=1000")
                            .routeId("orders")
                            .process(record -> orders.tell(record.getMessage().getBody(String.class)));
                }
            });
            camel.start();
            orders.place(200);
            orders.awaitAll();
            orders.split();
            orders.place(200);
            orders.awaitAll();

            camel.getRouteController().stopRoute("orders");
            orders.merge();
            orders.place(200);
            camel.getRouteController().startRoute("orders");
            orders.awaitAll();
        }
    }
}
