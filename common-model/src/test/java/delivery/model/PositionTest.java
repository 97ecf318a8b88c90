package delivery.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PositionTest {
    /** As Kinesis makes them: 186 bits, 56 digits. */
    private static final String SEQUENCE_NUMBER = "49590338271490256608559692538361571095921575989136588898";

    @Test
    void aShardPassesFromTheTrimHorizonOverItsRecordsToItsEnd() {
        var positions = List.of(
                Position.TRIM_HORIZON,
                Position.after("0"),
                Position.after("9"),
                Position.after("10"),
                Position.after("99"),
                Position.after(SEQUENCE_NUMBER),
                Position.after(SEQUENCE_NUMBER + "0"),
                Position.SHARD_END);
        var shuffled = new ArrayList<>(positions);
        Collections.shuffle(shuffled, new Random(1));
        Collections.sort(shuffled);
        assertThat(shuffled).isEqualTo(positions);
    }

    @Test
    void positionsAreComparedAsNumbersNotAsText() {
        assertThat(Position.after("9")).isLessThan(Position.after("10"));
        assertThat(Position.after("100")).isGreaterThan(Position.after("99"));
    }

    @Test
    void neighboursOf186BitsAreToldApart() {
        var random = new Random(2);
        for (var i = 0; i < 10_000; i++) {
            var number = new BigInteger(185, random).setBit(185);
            var next = number.add(BigInteger.ONE);
            assertThat(Position.after(number.toString())).isLessThan(Position.after(next.toString()));
            assertThat(Position.after(number.toString())).isEqualTo(Position.after(number.toString()));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TRIM_HORIZON", "SHARD_END", "0", "7", SEQUENCE_NUMBER})
    void aPositionIsReadBackFromItsText(String text) {
        assertThat(Position.parse(text)).hasToString(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "-1", "LATEST", "trim_horizon", "0x10", "1.0", "1e3", "12 "})
    void whatIsNoPositionIsRefused(String text) {
        assertThatThrownBy(() -> Position.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void onlyTheEndOfAShardIsItsEnd() {
        assertThat(Position.SHARD_END.isShardEnd()).isTrue();
        assertThat(Position.after(SEQUENCE_NUMBER).isShardEnd()).isFalse();
        assertThat(Position.TRIM_HORIZON.isShardEnd()).isFalse();
    }

    @Test
    void onlyAPositionBehindARecordHasANumber() {
        assertThatThrownBy(() -> new Position(Position.Kind.SHARD_END, BigInteger.ONE))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Position(Position.Kind.AFTER, BigInteger.ONE.negate()))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Position(null, BigInteger.ZERO)).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> new Position(Position.Kind.AFTER, null)).isInstanceOf(NullPointerException.class);
    }
}
