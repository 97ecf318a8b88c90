package delivery.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VerifyExamplesTest {
    @ParameterizedTest
    @ValueSource(strings = {"SdkConsumer.java", "KclConsumer.java", "boto3_consumer.py", "node_consumer.mjs"})
    void thePageShowsWhatTheFileSays(String name) throws IOException {
        var file = Path.of("../verify-examples", name);
        assertThat(Path.of("../../docs/verify-examples.md"))
                .content()
                .contains("\n" + Files.readString(file) + "```\n");
    }
}
