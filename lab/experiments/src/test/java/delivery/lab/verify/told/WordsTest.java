package delivery.lab.verify.told;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WordsTest {
    private final List<String> told = new ArrayList<>();
    private final List<String> others = new ArrayList<>();
    private final Words words = new Words(
            told::add, (bytes, from, length) -> others.add(new String(bytes, from, length, StandardCharsets.UTF_8)));

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7, 1_000})
    void aLineTellsHoweverItComesInPieces(int piece) {
        var text = "12:00 INFO [main] accepted v-0a1b2c3d-17 (shard 3)\r\nhello\naccepted v-0a1b2c3d-18"
                .getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < text.length; i += piece) {
            var part = Arrays.copyOfRange(text, i, Math.min(text.length, i + piece));
            words.take(part, part.length);
        }
        words.end();
        assertThat(told).containsExactly("v-0a1b2c3d-17", "v-0a1b2c3d-18");
        assertThat(others).containsExactly("hello");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "accepted",
                "accepted connection from 127.0.0.1",
                "accepted v-neck sweaters",
                "accepted v-0a1b2c3d-",
                "accepted  v-0a1b2c3d-1",
                "Accepted v-0a1b2c3d-1",
                "v-0a1b2c3d-1",
                "accepted v-0A1B2C3D-1",
                "{\"id\":\"v-0a1b2c3d-1\"}"
            })
    void whatIsNotTheWordAndAnIdIsSomethingElse(String line) {
        take(line + "\n");
        assertThat(told).isEmpty();
        assertThat(others).containsExactly(line);
    }

    /** As Python's print does it: the text, and then the end of the line. */
    @Test
    void threadsMayGetIntoEachOthersLines() {
        take("accepted v-0a1b2c3d-1accepted v-0a1b2c3d-2\n\n");
        assertThat(told).containsExactly("v-0a1b2c3d-1", "v-0a1b2c3d-2");
    }

    @Test
    void halfALineTellsNothingSinceItMayBeHalfAnId() {
        take("accepted v-0a1b2c3d-1\naccepted v-0a1b2c3d-12");
        words.cut();
        take("accepted v-0a1b2c3d-2\n");
        assertThat(told).containsExactly("v-0a1b2c3d-1", "v-0a1b2c3d-2");
        assertThat(others).containsExactly("accepted v-0a1b2c3d-12");
    }

    @Test
    void aLineMayTellSeveral() {
        take("accepted v-0a1b2c3d-1, accepted v-0a1b2c3d-2\n");
        assertThat(told).hasSize(2);
    }

    @Test
    void aLineWithoutAnEndTakesNoMoreMemoryThanALongOne() {
        for (int i = 0; i < 100; i++) {
            take("x".repeat(10_000));
        }
        take("\naccepted v-0a1b2c3d-1\n");
        assertThat(others).singleElement().asString().hasSize(Words.LONGEST_LINE);
        assertThat(told).hasSize(1);
    }

    private void take(String text) {
        var bytes = text.getBytes(StandardCharsets.UTF_8);
        words.take(bytes, bytes.length);
    }
}
