package delivery.kinesis.write;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MisplacementTest {
    private final Misplacement misplacement = new Misplacement();

    private boolean recordsElsewhereAndAMap(boolean changed) {
        misplacement.found();
        return misplacement.refreshed(changed);
    }

    @Test
    void aMapThatIsFreshAndWrongForTheFourthTimeIsNotToBlameAndThatIsSaidOnce() {
        for (var map = 1; map < 4; map++) {
            assertThat(recordsElsewhereAndAMap(false)).isFalse();
        }
        assertThat(recordsElsewhereAndAMap(false)).isTrue();
        assertThat(recordsElsewhereAndAMap(false)).isFalse();
        assertThat(misplacement.isSure()).isTrue();
    }

    @Test
    void aReshardingIsNoMisplacement() {
        for (var change = 0; change < 20; change++) {
            assertThat(recordsElsewhereAndAMap(false)).isFalse();
            assertThat(recordsElsewhereAndAMap(false)).isFalse();
            assertThat(recordsElsewhereAndAMap(true)).isFalse();
        }
    }

    @Test
    void recordsThatComeOutWhereTheyShouldClearTheMap() {
        for (var map = 0; map < 20; map++) {
            assertThat(recordsElsewhereAndAMap(false)).isFalse();
            assertThat(misplacement.refreshed(false)).isFalse();
        }
    }
}
