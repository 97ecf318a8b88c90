package delivery.localkinesis.shard;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SlabsTest {
    private final Slabs slabs = new Slabs();

    @Test
    void whatIsReleasedIsUsedAgain() {
        var first = slabs.take(Slabs.BYTES);
        assertThat(first.bytes.isDirect()).isTrue();
        first.release();
        assertThat(slabs.take(Slabs.BYTES).bytes).isSameAs(first.bytes);
    }

    @Test
    void notBeforeTheLastReaderHasReleasedIt() {
        var held = slabs.take(Slabs.BYTES);
        held.hold();
        held.hold();
        held.release();
        held.release();
        assertThat(slabs.take(Slabs.BYTES).bytes).isNotSameAs(held.bytes);
        held.release();
        assertThat(slabs.take(Slabs.BYTES).bytes).isSameAs(held.bytes);
    }

    @Test
    void otherSizesAreOfTheHeapAndItsCollectors() {
        for (var size : new int[] {4 << 10, Slabs.BYTES / 2, Slabs.BYTES + 1, 10 << 20}) {
            var slab = slabs.take(size);
            assertThat(slab.bytes.isDirect()).isFalse();
            assertThat(slab.bytes.capacity()).isEqualTo(size);
            slab.release();
            assertThat(slabs.take(size).bytes).isNotSameAs(slab.bytes);
        }
    }
}
