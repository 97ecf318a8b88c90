package delivery.model;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RegionTest {
    @Test
    void theMapHas900RegionsEachWithAnIndexOfItsOwn() {
        for (var i = 0; i < 900; i++) {
            assertThat(Region.of(i).index()).isEqualTo(i);
        }
        assertThat(Region.of(899)).isEqualTo(new Region(29, 29));
    }

    /** The Python original took abs(y1 + y2). */
    @Test
    void distanceIsManhattanAndTheSameBothWays() {
        var a = new Region(3, 17);
        var b = new Region(10, 4);
        assertThat(a.distanceTo(b)).isEqualTo(7 + 13);
        assertThat(b.distanceTo(a)).isEqualTo(7 + 13);
        assertThat(a.distanceTo(a)).isZero();
    }

    @Test
    void withinThreeCellsMeansOnBothAxes() {
        var driver = new Region(10, 10);
        assertThat(driver.isWithin(3, new Region(13, 7))).isTrue();
        assertThat(driver.isWithin(3, new Region(14, 10))).isFalse();
        assertThat(driver.isWithin(3, new Region(10, 6))).isFalse();
    }

    @Test
    void aTripLeadsOverThePickUpToTheDropOff() {
        var assigned = Events.order(1).driverAt(0, 0).pickUp(2, 1).dropOff(2, 5).assigned();
        assertThat(assigned.tripCells()).isEqualTo(3 + 4);
    }
}
