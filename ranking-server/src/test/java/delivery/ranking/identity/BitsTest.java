package delivery.ranking.identity;

import static org.assertj.core.api.Assertions.assertThat;

import delivery.bytes.Layout;
import delivery.ranking.state.Effort;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BitsTest {
    private final Bits bits = new Bits();

    private record Picture(Bits bits, TreeSet<Long> model) {}

    /** Over a few leaves, over several nodes, and over all there is. */
    @ParameterizedTest
    @ValueSource(longs = {100, 20_000, 3_000_000, 1L << 40, Long.MAX_VALUE})
    void isTheSetOfWhatWasSetAndFrozenStaysAsItWas(long bound) {
        var random = new Random(bound);
        var model = new TreeSet<Long>();
        var pictures = new ArrayList<Picture>();
        for (var step = 0; step < Effort.cases(20_000); step++) {
            var index = random.nextLong(bound);
            if (random.nextInt(4) == 0) {
                var known = model.ceiling(index);
                assertThat(bits.clear(known == null ? index : known)).isEqualTo(known != null && model.remove(known));
            } else {
                assertThat(bits.set(index)).isEqualTo(model.add(index));
            }
            assertThat(bits.get(index)).isEqualTo(model.contains(index));
            if (step % 2_500 == 0) {
                pictures.add(new Picture(bits.freeze(), new TreeSet<>(model)));
            }
        }
        pictures.add(new Picture(bits, model));
        for (var picture : pictures) {
            assertThat(indexes(picture.bits())).isEqualTo(List.copyOf(picture.model()));
            var from = random.nextLong(bound);
            var to = random.nextLong(bound);
            assertThat(picture.bits().countBetween(from, to))
                    .isEqualTo(from > to ? 0 : picture.model().subSet(from, to).size());
        }
    }

    private static List<Long> indexes(Bits bits) {
        var all = new ArrayList<Long>();
        bits.forEachLeaf((leaf, words) -> {
            for (var bit = 0; bit < Bits.LEAF_BITS; bit++) {
                if ((words[bit >> 6] >>> bit & 1) != 0) {
                    all.add((leaf << Bits.LEAF_SHIFT) + bit);
                }
            }
        });
        return all;
    }

    @Test
    void aPictureOfAPictureIsIndependentToo() {
        LongStream.range(0, 300_000).filter(i -> i % 3 != 0).forEach(bits::set);
        var first = bits.freeze();
        bits.set(0);
        var second = bits.freeze();
        bits.set(3);
        bits.clear(1);
        assertThat(List.of(first.get(0), second.get(0), bits.get(0))).containsExactly(false, true, true);
        assertThat(List.of(first.get(3), second.get(3), bits.get(3))).containsExactly(false, false, true);
        assertThat(List.of(first.get(1), second.get(1), bits.get(1))).containsExactly(true, true, false);
    }

    @Test
    void leavesWithoutAGapCostNothing() {
        LongStream.range(0, 10 * Bits.LEAF_BITS).forEach(bits::set);
        assertThat(bits.leaves()).isZero();
        var before = bits.freeze();
        assertThat(bits.clear(5 * Bits.LEAF_BITS)).isTrue();
        assertThat(bits.leaves()).isOne();
        assertThat(before.get(5 * Bits.LEAF_BITS)).isTrue();
        assertThat(bits.get(6 * Bits.LEAF_BITS)).as("others that were full").isTrue();
    }

    @Test
    void leavesAreDroppedOneAfterTheOtherAndFrozenOnesStay() {
        var leaves = 64 * 64 + 70;
        IntStream.range(0, leaves).forEach(leaf -> bits.set((long) leaf * Bits.LEAF_BITS));
        var before = bits.freeze();
        for (var leaf = 0; leaf < leaves; leaf++) {
            assertThat(bits.leaves()).isEqualTo(leaves - leaf);
            bits.dropFirstLeaf(leaf);
        }
        assertThat(bits.leaves()).isZero();
        assertThat(before.leaves()).isEqualTo(leaves);
        bits.dropFirstLeaf(1L << 50);
        new Bits().dropFirstLeaf(0);
    }

    @Test
    void theFirstClearOneIsLookedForInOneLeafOnly() {
        assertThat(bits.firstClearInLeaf(5)).isEqualTo(5);
        LongStream.range(0, Bits.LEAF_BITS + 1).forEach(bits::set);
        assertThat(bits.firstClearInLeaf(0)).isEqualTo(Bits.LEAF_BITS);
        assertThat(bits.firstClearInLeaf(Bits.LEAF_BITS)).isEqualTo(Bits.LEAF_BITS + 1);
        bits.clear(70);
        assertThat(bits.firstClearInLeaf(0)).isEqualTo(70);
        assertThat(bits.firstClearInLeaf(70)).isEqualTo(70);
        assertThat(bits.firstClearInLeaf(71)).isEqualTo(Bits.LEAF_BITS);
    }

    /** Around the sizes at which the form on disk changes. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 254, 255, 256, 257, 4_095, 4_096})
    void aLeafIsWrittenInTheSmallestFormAndReadAgain(int count) {
        new Random(count).ints(0, Bits.LEAF_BITS).distinct().limit(count).forEach(bits::set);
        Layout<long[]> layout = Bits::describe;
        var bytes = new ByteArrayOutputStream();
        bits.forEachLeaf((leaf, words) -> bytes.writeBytes(layout.toBytes(words)));
        assertThat(bytes.size()).isLessThanOrEqualTo(count == 4_096 ? 2 : Math.min(2 + 2 * count, 2 + 512));
        var again = new Bits();
        if (count > 0) {
            again.putLeaf(0, layout.read(bytes.toByteArray()));
        }
        assertThat(indexes(again)).isEqualTo(indexes(bits)).hasSize(count);
        assertThat(again.leaves()).isEqualTo(bits.leaves());
    }
}
