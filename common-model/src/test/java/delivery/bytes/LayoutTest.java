package delivery.bytes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LayoutTest {
    private static final Layout<String> TEXT = f -> f.text(text -> text);
    private static final Layout<List<String>> TEXTS = f -> f.texts(texts -> texts);
    private static final Layout<byte[]> BYTES = f -> f.bytes(bytes -> bytes);
    private static final Layout<long[]> LONGS = f -> f.longs(longs -> longs);
    private static final Layout<Long> VARINT = f -> f.varint(f.written() == null ? 0 : f.written());
    private static final Layout<BigInteger> NUMBER = f -> f.number(number -> number);

    /** As a version knows it, and as the next one does. */
    private record Parcel(String name, long weight) {
        static Parcel describe(Fields<Parcel> f) {
            return new Parcel(f.text(Parcel::name), f.i64(Parcel::weight));
        }
    }

    private record NewerParcel(String name, long weight, List<String> stamps) {
        static NewerParcel describe(Fields<NewerParcel> f) {
            return new NewerParcel(f.text(NewerParcel::name), f.i64(NewerParcel::weight), f.texts(NewerParcel::stamps));
        }
    }

    @Test
    void whatANewerVersionAddsToTheElementsOfAListIsSkipped() {
        Layout<List<NewerParcel>> newer = f -> f.list(parcels -> parcels, NewerParcel::describe);
        Layout<List<Parcel>> older = f -> f.list(parcels -> parcels, Parcel::describe);
        var bytes = newer.toBytes(List.of(
                new NewerParcel("a", 1, List.of("x".repeat(300), "y")), new NewerParcel("b", -2, List.of())));
        assertThat(older.read(bytes)).containsExactly(new Parcel("a", 1), new Parcel("b", -2));
    }

    /** Within another, and after it a field that both know. */
    @Test
    void whatANewerVersionAddsToAPartIsSkipped() {
        Layout<NewerParcel> newer = f -> {
            f.part(parcel -> parcel, part -> part.part(parcel -> parcel, NewerParcel::describe));
            f.optional(parcel -> parcel, NewerParcel::describe);
            f.text(parcel -> "after it");
            return f.written();
        };
        Layout<List<Object>> older = f -> List.of(
                f.part(all -> null, part -> part.part(all -> null, Parcel::describe)),
                f.optional(all -> null, Parcel::describe),
                f.text(all -> null));
        var bytes = newer.toBytes(new NewerParcel("a", 1, List.of("x".repeat(300), "y")));
        assertThat(older.read(bytes)).containsExactly(new Parcel("a", 1), new Parcel("a", 1), "after it");
    }

    @Test
    void aPartCannotReachIntoWhatFollows() {
        Layout<Parcel> older = f -> {
            f.part(parcel -> parcel, Parcel::describe);
            f.texts(parcel -> List.of("not", "its own"));
            return f.written();
        };
        Layout<NewerParcel> newer = f -> f.part(parcel -> parcel, NewerParcel::describe);
        var bytes = older.toBytes(new Parcel("a", 1));
        assertThatThrownBy(() -> newer.read(bytes)).isInstanceOf(RuntimeException.class);
    }

    @Test
    void aPartThatSaysToBeLongerThanWhatIsLeftIsRefused() {
        Layout<Parcel> outer = f -> f.part(parcel -> parcel, Parcel::describe);
        var bytes = outer.toBytes(new Parcel("a", 1));
        bytes[0]++;
        assertThatThrownBy(() -> outer.read(bytes)).hasMessageContaining("a length of 11 with 10 bytes left");
    }

    @Test
    void anElementCannotReachIntoTheNext() {
        Layout<List<Parcel>> older = f -> f.list(parcels -> parcels, Parcel::describe);
        Layout<List<NewerParcel>> newer = f -> f.list(parcels -> parcels, NewerParcel::describe);
        var bytes = older.toBytes(List.of(new Parcel("a", 1), new Parcel("b", 2)));
        assertThatThrownBy(() -> newer.read(bytes)).isInstanceOf(RuntimeException.class);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, -1, 63, -64, 64, 300, -300, Integer.MAX_VALUE, Long.MAX_VALUE, Long.MIN_VALUE})
    void aNumberOfAnySizeComesBack(long number) {
        assertThat(VARINT.read(VARINT.toBytes(number))).isEqualTo(number);
        assertThat(NUMBER.read(NUMBER.toBytes(BigInteger.valueOf(number)))).isEqualTo(number);
    }

    @Test
    void smallNumbersTakeAByteAndZeroOfAnySizeToo() {
        assertThat(VARINT.toBytes(-64L)).hasSize(1);
        assertThat(VARINT.toBytes(64L)).hasSize(2);
        assertThat(NUMBER.toBytes(BigInteger.ZERO)).hasSize(1);
    }

    @Test
    void aNumberOfMoreThan64BitsIsRefused() {
        var bytes = new byte[11];
        Arrays.fill(bytes, (byte) 0x80);
        assertThatThrownBy(() -> VARINT.read(bytes)).hasMessageContaining("more than 64 bits");
        var large = NUMBER.toBytes(BigInteger.TWO.pow(8 * Fields.MAX_NUMBER_BYTES));
        assertThatThrownBy(() -> NUMBER.read(large)).hasMessageContaining("a number of 55 bytes");
    }

    /** Two, a million, 2^31 - 1, and a number below zero. */
    @ParameterizedTest
    @ValueSource(strings = {"02", "c0843d", "ffffffff07", "ffffffffffffffffff01"})
    void aLengthThatTheBytesCannotHoldIsRefusedBeforeAnythingIsAllocated(String lie) {
        var bytes = Arrays.copyOf(HexFormat.of().parseHex(lie), lie.length() / 2 + 1);
        for (var layout : List.<Layout<?>>of(TEXT, TEXTS, BYTES, NUMBER)) {
            assertThatThrownBy(() -> layout.read(bytes)).hasMessageContaining("a length of ");
        }
        var eightLongs = new byte[9];
        eightLongs[0] = 2;
        assertThatThrownBy(() -> LONGS.read(eightLongs)).hasMessageContaining("a length of 2 with 8 bytes left");
    }

    @Test
    void elementsLongerThan127BytesComeBack() {
        var texts = List.of("x".repeat(126), "y".repeat(127), "z".repeat(20_000), "");
        assertThat(TEXTS.read(TEXTS.toBytes(texts))).isEqualTo(texts);
        assertThat(LONGS.read(LONGS.toBytes(new long[] {1, -1, Long.MIN_VALUE})))
                .containsExactly(1, -1, Long.MIN_VALUE);
    }
}
