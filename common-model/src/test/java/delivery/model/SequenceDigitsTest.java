package delivery.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SequenceDigitsTest {
    @Test
    void isTheNumberThatItsDigitsSay() {
        for (var digits : List.of(
                "0",
                "00",
                "9",
                "007",
                "9223372036854775807",
                "9223372036854775808",
                "18446744073709551615",
                "18446744073709551616",
                "340282366920938463463374607431768211455",
                "340282366920938463463374607431768211456",
                "49680648852379586393509181182266845137114969420205129730",
                "9".repeat(57),
                "9".repeat(58),
                "9".repeat(129))) {
            assertThat(SequenceDigits.parse(digits)).as(digits).isEqualTo(new BigInteger(digits));
        }
    }

    @Test
    void isThatOfAnyDigitsOfAnyLength() {
        var random = new Random(1);
        for (var i = 0; i < 20_000; i++) {
            var number = new BigInteger(1 + random.nextInt(200), random);
            assertThat(SequenceDigits.parse(number.toString())).isEqualTo(number);
        }
    }

    @Test
    void refusesWhatIsNoNumberAsBigIntegerDoes() {
        for (var text : List.of("", " 1", "1a", "12345678901234567890x", "1_000", "0x10")) {
            assertThatThrownBy(() -> SequenceDigits.parse(text)).as(text).isInstanceOf(NumberFormatException.class);
        }
        assertThat(SequenceDigits.parse("-5")).isEqualTo(BigInteger.valueOf(-5));
    }
}
