package delivery.localkinesis.shard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HashKeyTest {
    private final Random random = new Random(11);

    @Test
    void readsAndWritesAndOrdersAsBigIntegersDo() {
        var last = BigInteger.ZERO;
        for (int i = 0; i < 20_000; i++) {
            var number = new BigInteger(1 + random.nextInt(128), random);
            var key = HashKey.parse(number.toString());
            assertThat(key).hasToString(number.toString());
            assertThat(Integer.signum(key.compareTo(HashKey.parse(last.toString()))))
                    .isEqualTo(number.compareTo(last));
            last = number;
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0",
                "1",
                "18446744073709551615",
                "18446744073709551616",
                "340282366920938463463374607431768211455"
            })
    void theEdgesAreRead(String edge) {
        assertThat(HashKey.parse(edge)).hasToString(edge);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "-1",
                "+1",
                " 1",
                "1.0",
                "a",
                "00",
                "07",
                "１",
                "340282366920938463463374607431768211456",
                "999999999999999999999999999999999999999",
                "1000000000000000000000000000000000000000"
            })
    void whatIsNoNumberOfTheSpaceIsRefused(String text) {
        assertThatThrownBy(() -> HashKey.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void previousBorrowsFromTheHigherHalf() {
        assertThat(new HashKey(1, 0).previous()).isEqualTo(new HashKey(0, -1));
        assertThat(new HashKey(1, 5).previous()).isEqualTo(new HashKey(1, 4));
    }
}
