package shop;

import static org.junit.jupiter.api.Assertions.assertEquals;

import delivery.localkinesis.LocalKinesis;
import io.micronaut.test.extensions.junit5.annotation.MicronautTest;
import io.micronaut.test.support.TestPropertyProvider;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

// tag::example
@MicronautTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OrdersTest implements TestPropertyProvider {
    private final LocalKinesis kinesis =
            LocalKinesis.builder().stream("orders", 1).start();

    @Override
    public Map<String, String> getProperties() {
        var settings = kinesis.clientSettings();
        return Map.of(
                "kinesis.endpoint", settings.endpoint().toString(),
                "kinesis.region", settings.region(),
                "kinesis.access-key", settings.accessKey(),
                "kinesis.secret-key", settings.secretKey());
    }

    @Test
    void anOrderIsOnTheStream(Orders orders) {
        orders.place("order-1");
        assertEquals(1, kinesis.engine().totals().records());
    }

    @AfterAll
    void stop() {
        kinesis.close();
    }
}
// end::example
