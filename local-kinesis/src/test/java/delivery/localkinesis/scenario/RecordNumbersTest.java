package delivery.localkinesis.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class RecordNumbersTest {
    private final RecordNumbers numbers = new RecordNumbers("00ff00ff");

    @Test
    void theDataIsJsonOfThatSizeWithTheIdInIt() throws IOException {
        var data = numbers.data(17, 200);
        assertThat(data).hasSize(200);
        assertThat(new ObjectMapper().readTree(data).get("id").textValue()).isEqualTo("v-00ff00ff-17");
        assertThat(numbers.data(17, 3)).hasSizeGreaterThan(20);
    }

    @Test
    void anIdIsOfItsRunAndItsForm() {
        assertThat(numbers.number("v-00ff00ff-17")).isEqualTo(17);
        assertThat(numbers.number("v-00ff00fe-17")).isEqualTo(-1);
        assertThat(numbers.number("v-00ff00ff-017")).isEqualTo(-1);
        assertThat(numbers.number("v-00ff00ff-0")).isZero();
        assertThat(numbers.number("v-00ff00ff-")).isEqualTo(-1);
        assertThat(numbers.number("v-00ff00ff-1x")).isEqualTo(-1);
        assertThat(numbers.number("v-00ff00ff-\u0661")).isEqualTo(-1);
        assertThat(numbers.number("v-00ff00ff-99999999999999999999")).isEqualTo(-1);
    }
}
