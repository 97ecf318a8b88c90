package delivery.localkinesis;

import static org.assertj.core.api.Assertions.assertThat;

import delivery.localkinesis.engine.Engine;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(LocalKinesisExtension.class)
class LocalKinesisWithoutAnnotationTest {
    @Test
    void hasNoStreams(Engine engine) {
        assertThat(engine.listStreams(null, 10).streams()).isEmpty();
    }
}
