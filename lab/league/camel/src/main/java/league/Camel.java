package league;

import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.main.Main;

/** A route of Camel; where it was is kept nowhere, so it begins at the oldest record each time. */
final class Camel {
    public static void main(String[] arguments) throws Exception {
        var main = new Main();
        main.configure().addRoutesBuilder(new RouteBuilder() {
            @Override
            public void configure() {
                from("aws2-kinesis:" + Tell.STREAM
                                + "?useDefaultCredentialsProvider=true"
                                + "&region=" + System.getenv("AWS_REGION")
                                + "&overrideEndpoint=true&uriEndpointOverride=" + Tell.ENDPOINT
                                + "&iteratorType=TRIM_HORIZON"
                                + "&maxResultsPerRequest=1000"
                                + "&shardClosed=silent")
                        .process(exchange -> Tell.accepted(exchange.getMessage().getBody(byte[].class)));
            }
        });
        main.run();
    }
}
