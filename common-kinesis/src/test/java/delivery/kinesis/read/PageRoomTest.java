package delivery.kinesis.read;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class PageRoomTest {
    private static final int PAGE = 10_000;

    private final PageRoom room = new PageRoom(40_000);

    @Test
    void whoReadsAloneGetsWholePages() {
        var reader = new Object();
        for (var page = 0; page < 10; page++) {
            assertThat(room.take(reader, PAGE)).isEqualTo(PAGE);
            room.holds(reader, PAGE);
        }
    }

    @Test
    void allTogetherHoldLittleMoreThanThereIsRoomFor() {
        var readers = Stream.generate(Object::new).limit(200).toList();
        var held = readers.stream().mapToLong(reader -> room.take(reader, PAGE)).sum();
        assertThat(held).isLessThan(40_000 + 200 * PageRoom.LEAST);
        assertThat(readers.stream().mapToInt(reader -> room.take(reader, PAGE)))
                .allSatisfy(records -> assertThat(records).isGreaterThanOrEqualTo(PageRoom.LEAST));
    }

    @Test
    void aBusyShardAmongIdleOnesGetsWholePages() {
        var idle = Stream.generate(Object::new).limit(500).toList();
        idle.forEach(reader -> {
            room.take(reader, PAGE);
            room.holds(reader, 0);
        });
        assertThat(room.take(new Object(), PAGE)).isEqualTo(PAGE);
    }

    @Test
    void aCallThatMayCarryLessIsAskedForLess() {
        assertThat(room.take(new Object(), 7)).isEqualTo(7);
        assertThat(new PageRoom(0).take(new Object(), 1)).isOne();
    }
}
