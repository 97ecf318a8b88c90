package delivery.localkinesis;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Properties;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What the class had set before is set again, and nothing else stays. */
class SystemPropertiesTest {
    @Order(1)
    @RegisterExtension
    static final Around AROUND = new Around();

    @Order(2)
    @RegisterExtension
    static final LocalKinesisExtension kinesis =
            LocalKinesisExtension.builder().systemProperties().build();

    @Test
    void theyAreSetMeanwhile() {
        assertThat(System.getProperty("aws.region")).isEqualTo("us-east-1");
    }

    private static final class Around implements BeforeAllCallback, AfterAllCallback {
        private final Properties before = new Properties();

        @Override
        public void beforeAll(ExtensionContext context) {
            System.setProperty("aws.region", "eu-north-1");
            before.putAll(System.getProperties());
        }

        @Override
        public void afterAll(ExtensionContext context) {
            assertThat(System.getProperties()).isEqualTo(before);
            System.clearProperty("aws.region");
        }
    }
}
