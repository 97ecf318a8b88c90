package delivery.consumer;

import static org.assertj.core.api.Assertions.assertThat;

import delivery.kinesis.Shard;
import java.math.BigInteger;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Who are my parents and children, who reads them, and for how long do I wait: no stream, no server, no clock. */
class ShardLineageTest {
    private static final Duration NOW = Duration.ofHours(7);
    private static final Shard LEFT = shard("left");
    private static final Shard RIGHT = shard("right");
    private static final Shard CHILD = shard("child", "left", "right");
    private static final List<Shard> ALL = List.of(LEFT, RIGHT, CHILD);

    private final ShardLineage lineage = new ShardLineage();

    @Test
    void aShardIsBegunWithOnceUntilItIsLeft() {
        var left = add(LEFT, ShardRole.ASKED);
        assertThat(lineage.add(List.of(LEFT, RIGHT), ShardRole.FOLLOWED, ALL))
                .extracting(ShardLineage.Member::shardId)
                .containsExactly("right");
        left.left();
        assertThat(lineage.add(List.of(LEFT), ShardRole.FOLLOWED, ALL)).hasSize(1);
    }

    /** The one that ended says so late, when the shard has been begun with anew. */
    @Test
    void whoLeavesTakesNoSuccessorAway() {
        var before = add(LEFT, ShardRole.ASKED);
        before.left();
        add(LEFT, ShardRole.FOLLOWED);
        before.left();
        assertThat(lineage.add(List.of(LEFT), ShardRole.FOLLOWED, ALL)).isEmpty();
    }

    @Test
    void aParentThatIsListedIsTheServersToWaitFor() {
        var child = add(CHILD, ShardRole.ASKED);
        assertThat(child.doubtfulParent()).isEmpty();
        assertThat(child.identity().parents()).containsExactly("left", "right");
        assertThat(child.identity().expiredParents()).isEmpty();
    }

    @Test
    void aParentThatIsNotListedHasExpiredOnlyIfTheStreamSaysSo() {
        var child = lineage.add(List.of(CHILD), ShardRole.ASKED, List.of(CHILD)).get(0);
        assertThat(child.doubtfulParent()).contains("left");
        child.parentIsThere(true);
        assertThat(child.doubtfulParent()).contains("right");
        child.parentIsThere(false);
        assertThat(child.doubtfulParent()).isEmpty();
        assertThat(child.identity().parents()).containsExactly("left");
        assertThat(child.identity().expiredParents()).containsExactly("right");
    }

    @Test
    void theParentsOfAShardThatWasAskedForAreReadAtOnceButForThoseThatAreRead() {
        var child = add(CHILD, ShardRole.ASKED);
        add(RIGHT, ShardRole.ASKED);
        assertThat(child.waitsFor(List.of("left", "right"), NOW)).containsExactly("left");
    }

    @Test
    void theParentsOfAShardThatFollowedAreLeftToOthersForTwentySeconds() {
        var child = add(CHILD, ShardRole.FOLLOWED);
        var parents = List.of("left", "right");
        assertThat(child.waitsFor(parents, NOW)).isEmpty();
        assertThat(child.waitsFor(parents, NOW.plusMillis(19_999))).isEmpty();
        assertThat(child.waitsFor(parents, NOW.plusSeconds(20))).isEqualTo(parents);
    }

    @Test
    void whoWasWellMeanwhileWaitsAsLongAgain() {
        var child = add(CHILD, ShardRole.FOLLOWED);
        child.waitsFor(List.of("left"), NOW);
        child.welcomed();
        child.applied();
        assertThat(child.waitsFor(List.of("left"), NOW.plusHours(1))).isEmpty();
    }

    /** Welcomed, and cut off before anything was applied: nothing has been gained by that. */
    @Test
    void aWelcomeAloneIsNotToBeWell() {
        var child = add(CHILD, ShardRole.FOLLOWED);
        child.waitsFor(List.of("left"), NOW);
        child.welcomed();
        assertThat(child.waitsFor(List.of("left"), NOW.plusSeconds(20))).containsExactly("left");
    }

    @Test
    void oneThatFailsIsMissedByNobodyAsLongAsAnotherCanBeRead() {
        var left = add(LEFT, ShardRole.ASKED);
        var right = add(RIGHT, ShardRole.ASKED);
        assertThat(left.failed()).isTrue();
        assertThat(right.failed()).isFalse();
        left.applied();
        assertThat(right.failed()).isTrue();
    }

    @Test
    void oneThatWaitsForAFailedOneCannotBeRead() {
        var left = add(LEFT, ShardRole.ASKED);
        var child = add(CHILD, ShardRole.ASKED);
        child.waitsFor(List.of("left", "right"), NOW);
        assertThat(left.failed()).isFalse();
        child.welcomed();
        assertThat(left.failed()).isTrue();
    }

    @Test
    void aShardIsTakenOverOnceAndOnlyIfItWasAskedFor() {
        var left = add(LEFT, ShardRole.ASKED);
        assertThat(left.mayTakeOver()).isTrue();
        left.lost();
        assertThat(left.mayTakeOver()).isFalse();
        var right = add(RIGHT, ShardRole.ASKED);
        right.failed();
        assertThat(right.mayTakeOver()).isFalse();
        assertThat(add(CHILD, ShardRole.FOLLOWED).mayTakeOver()).isFalse();
    }

    /** Kinesis names one of the two as the adjacent parent. */
    @Test
    void aMergedShardIsTheChildOfBoth() {
        assertThat(add(LEFT, ShardRole.ASKED).children(ALL)).containsExactly(CHILD);
        assertThat(add(RIGHT, ShardRole.ASKED).children(ALL)).containsExactly(CHILD);
        assertThat(add(CHILD, ShardRole.ASKED).children(ALL)).isEmpty();
    }

    private ShardLineage.Member add(Shard shard, ShardRole role) {
        return lineage.add(List.of(shard), role, ALL).get(0);
    }

    private static Shard shard(String id, String... parents) {
        return new Shard(id, List.of(parents), BigInteger.ZERO, BigInteger.TEN, parents.length > 0);
    }
}
