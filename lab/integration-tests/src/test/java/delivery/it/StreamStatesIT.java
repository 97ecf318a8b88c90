package delivery.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every cell of the table in docs/stream-states.md, in this process. */
@Timeout(60)
class StreamStatesIT {
    private static final Pattern REFUSAL = Pattern.compile("(\\d) `(.*)`");
    private static final Pattern AGAIN = Pattern.compile("waiting|trying again|put again|read again");

    @Test
    void theTableHasEighteenStatesAndFivePrograms() throws IOException {
        assertThat(cells()).hasSize(18 * 5);
    }

    @ParameterizedTest(name = "{0}: {1} {2}")
    @MethodSource("cells")
    void isAsSpecified(String state, String program, String expected) throws IOException {
        try (var situation = new Situation(state)) {
            if (program.equals("library")) {
                assertThat(situation.library()).isEqualTo(expected);
                return;
            }
            var colon = expected.indexOf(": ");
            var outcome = situation.run(program, colon < 0 ? "describe" : expected.substring(0, colon));
            check(outcome, expected.substring(colon < 0 ? 0 : colon + 2));
            if (!program.equals("stream-admin")) {
                assertThat(situation.operations())
                        .as("what a program that changes no streams may call")
                        .isSubsetOf(
                                "DescribeStreamSummary", "ListShards", "PutRecords", "GetShardIterator", "GetRecords");
            }
        }
    }

    private static void check(Situation.Outcome outcome, String expected) {
        var refusal = REFUSAL.matcher(expected);
        if (refusal.matches()) {
            assertThat(outcome.exitCode()).as(outcome.err()).isEqualTo(Integer.parseInt(refusal.group(1)));
            assertThat(outcome.err().lines().filter(line -> line.startsWith("error: ")))
                    .as(outcome.err())
                    .singleElement()
                    .asString()
                    .contains(refusal.group(2));
            assertThat(outcome.err()).doesNotContain("\tat ");
            return;
        }
        assertThat(outcome.exitCode()).as(outcome.err()).isZero();
        assertThat(outcome.err()).doesNotContain("error: ");
        if (expected.equals("waits")) {
            assertThat(outcome.err()).containsPattern(AGAIN);
        } else {
            assertThat(expected).isEqualTo("works");
        }
    }

    static Stream<Arguments> cells() throws IOException {
        var rows = Files.readAllLines(Started.ROOT.resolve("docs/stream-states.md")).stream()
                .filter(line -> line.startsWith("| "))
                .map(line -> List.of(line.substring(2, line.length() - 2).split(" \\| ")))
                .toList();
        var programs = rows.get(0);
        return rows.stream()
                .skip(1)
                .flatMap(row -> IntStream.range(1, row.size())
                        .mapToObj(column -> arguments(row.get(0), programs.get(column), row.get(column))));
    }
}
