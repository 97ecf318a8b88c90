package delivery.localkinesis.shard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.math.BigInteger;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SequenceNumberTest {
    @ParameterizedTest
    @CsvSource({ // of AWS's own developer guide and of its users
        "49546986683135544286507457935754639466300920667981217794, 1421279230, 0, 1421279230, 0",
        "49546986683135544286507457936321625675700192471156785154, 1421279230, 469, 1421279386, 0",
        "49590338271490256608559692538361571095921575989136588898, 1542776258, 1734642199, 1545084650, 6",
        "49544985256907370027570885864065577703022652638596431874, 1415670039, 13422023156, 1431623575, 0",
    })
    void theNumbersOfAwsAreReadAndWrittenAlike(String number, long shardSecond, long index, long second, int shard) {
        assertThat(SequenceNumber.parse(number)).isEqualTo(new SequenceNumber(2, shardSecond, index, second, shard));
        assertThat(new SequenceNumbers(shardSecond, shard).format(index, 1_000 * second + 999))
                .isEqualTo(number);
    }

    @Test
    void whatIsWrittenIsReadBackAndGrowsWithItsIndex() {
        var random = new Random(5);
        for (int i = 0; i < 10_000; i++) {
            var shardSecond = random.nextLong(1L << 33);
            var shard = random.nextInt(Integer.MAX_VALUE) >>> random.nextInt(31);
            var index = random.nextLong(Long.MAX_VALUE) >>> random.nextInt(63);
            var second = shardSecond + random.nextLong(1L << random.nextInt(33));
            var text = new SequenceNumbers(shardSecond, shard).format(index, 1_000 * second);
            assertThat(text).hasSize(SequenceNumbers.LENGTH);
            assertThat(SequenceNumber.parse(text)).isEqualTo(new SequenceNumber(2, shardSecond, index, second, shard));
        }
        var numbers = new SequenceNumbers(1_700_000_000, 7);
        var last = BigInteger.ZERO;
        for (var index : new long[] {0, 1, 999_999_999, 1_000_000_000, Long.MAX_VALUE - 1, SequenceNumber.END}) {
            var number = new BigInteger(numbers.format(index, 1_800_000_000_000L - index % 2 * 50_000));
            assertThat(number).isGreaterThan(last);
            last = number;
        }
    }

    @Test
    void aRecordIsNotOlderThanItsShard() {
        var number = SequenceNumber.parse(new SequenceNumbers(1_700_000_001, 0).format(1, 1_700_000_000_000L));
        assertThat(number.second()).isEqualTo(1_700_000_001);
    }

    @Test
    void olderKindsAreUnderstoodAsFarAsTheyTellTheShard() {
        assertThat(SequenceNumber.parse("5").shard()).isEqualTo(5);
        assertThat(SequenceNumber.normal("0")).isEqualTo("21267647932558653966460912964485513216");
        assertThat(SequenceNumber.parse("21693000891209827039382739016868823042")
                        .shard())
                .isEqualTo(2);
        assertThat(SequenceNumber.parse(hex("20000000000000000000000000000000000000000000071"))
                        .version())
                .isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({
        "20000000000000000000000000000000000000000000000",
        "20000000000000000000000000000000000000000000004",
        "30000000000000000000000000000000000000000000001",
        "1ffffffffff7fffffffffffffff000000000007fffffff2",
        "20000000000800000000000000000000000000000000002",
        "13bb2cc3d80000000000000000000000",
    })
    void whatNobodyCanHaveGivenIsRefused(String digits) {
        assertThatIllegalArgumentException().isThrownBy(() -> SequenceNumber.parse(hex(digits)));
    }

    private static String hex(String digits) {
        return new BigInteger(digits, 16).toString();
    }
}
