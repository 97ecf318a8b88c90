package delivery.kinesis.write;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.HashSet;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

class LowWaterMarkTest {
    private final LowWaterMark acknowledged = new LowWaterMark();

    @Test
    void staysBelowTheFirstGap() {
        acknowledged.acknowledge(2);
        acknowledged.acknowledge(3);
        assertThat(acknowledged.mark()).isZero();
        acknowledged.acknowledge(1);
        assertThat(acknowledged.mark()).isEqualTo(3);
    }

    @Test
    void anAcknowledgementGivenTwiceCountsOnce() {
        acknowledged.acknowledge(1);
        acknowledged.acknowledge(1);
        acknowledged.acknowledge(2);
        assertThat(acknowledged.mark()).isEqualTo(2);
    }

    @RepeatedTest(20)
    void isTheLargestNumberBelowWhichNothingIsMissing(RepetitionInfo repetition) {
        var random = new Random(repetition.getCurrentRepetition());
        var numbers = LongStream.rangeClosed(1, 500).boxed().collect(Collectors.toList());
        Collections.shuffle(numbers, random);
        var seen = new HashSet<Long>();
        for (var number : numbers) {
            acknowledged.acknowledge(number);
            seen.add(number);
            var expected = LongStream.iterate(1, n -> n + 1)
                            .filter(n -> !seen.contains(n))
                            .findFirst()
                            .orElseThrow()
                    - 1;
            assertThat(acknowledged.mark())
                    .as("seed %s", repetition.getCurrentRepetition())
                    .isEqualTo(expected);
        }
    }
}
