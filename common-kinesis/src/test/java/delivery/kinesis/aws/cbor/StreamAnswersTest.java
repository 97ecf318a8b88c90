package delivery.kinesis.aws.cbor;

import static org.assertj.core.api.Assertions.assertThat;

import delivery.kinesis.Shard;
import java.time.Instant;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** What is said of a stream, whole or not at all. */
class StreamAnswersTest {
    private static final Instant CREATED = Instant.ofEpochMilli(1_790_000_000_123L);

    private static byte[] summary(boolean onDemand, boolean whole) {
        var out = new CborWriter(16).map(1).text("StreamDescriptionSummary").map(whole ? 8 : 7);
        out.text("StreamName").text("s").text("StreamARN").text("arn:s").text("StreamStatus");
        out.text("UPDATING").text("StreamCreationTimestamp").time(CREATED);
        out.text("EnhancedMonitoring").list(1).map(0);
        out.text("OpenShardCount").whole(70_000);
        out.text("StreamModeDetails").map(1).text("StreamMode").text(onDemand ? "ON_DEMAND" : "PROVISIONED");
        return (whole ? out.text("RetentionPeriodHours").whole(8_760) : out).toBytes();
    }

    @Test
    void aDescriptionIsReadWithItsTimes() {
        var answeredAt = Instant.ofEpochSecond(1_800_000_000);
        var stream = StreamAnswers.description(summary(true, true), answeredAt);
        assertThat(stream).isNotNull();
        assertThat(stream.name()).isEqualTo("s");
        assertThat(stream.arn()).isEqualTo("arn:s");
        assertThat(stream.status()).isEqualTo("UPDATING");
        assertThat(stream.createdAt()).isEqualTo(CREATED);
        assertThat(stream.retention()).hasDays(365);
        assertThat(stream.openShards()).isEqualTo(70_000);
        assertThat(stream.onDemand()).isTrue();
        assertThat(stream.answeredAt()).isEqualTo(answeredAt);
        assertThat(StreamAnswers.description(summary(false, true), null).onDemand())
                .isFalse();
    }

    @Test
    void aDescriptionThatLacksSomethingIsNone() {
        assertThat(StreamAnswers.description(summary(true, false), null)).isNull();
        assertThat(StreamAnswers.description(new CborWriter(1).map(0).toBytes(), null))
                .isNull();
    }

    @Test
    void noCutAnswerIsTakenForAWholeOne() {
        for (var whole : new byte[][] {summary(true, true), shards()}) {
            for (var length = 0; length < whole.length; length++) {
                var cut = Arrays.copyOf(whole, length);
                assertThat(StreamAnswers.description(cut, null)).isNull();
                assertThat(StreamAnswers.shards(cut)).isNull();
                assertThat(StreamAnswers.iterator(cut)).isNull();
            }
        }
    }

    private static byte[] shards() {
        var out = new CborWriter(16).map(2).text("Shards").list(2);
        out.map(4).text("ShardId").text("shardId-0");
        out.text("ParentShardId").raw(new byte[] {(byte) 0xF6});
        out.text("HashKeyRange")
                .map(2)
                .text("StartingHashKey")
                .text("0")
                .text("EndingHashKey")
                .text("9");
        out.text("SequenceNumberRange").map(2).text("StartingSequenceNumber").text("1");
        out.text("EndingSequenceNumber").text("2");
        out.map(5).text("ShardId").text("shardId-1").text("ParentShardId").text("shardId-0");
        out.text("AdjacentParentShardId").text("shardId-7");
        out.text("HashKeyRange")
                .map(2)
                .text("EndingHashKey")
                .text("9")
                .text("StartingHashKey")
                .text("5");
        out.text("SequenceNumberRange").map(1).text("StartingSequenceNumber").text("3");
        return out.text("NextToken").text("more").toBytes();
    }

    @Test
    void shardsAreReadWithTheirParentsAndWhetherTheyAreOpen() {
        var page = StreamAnswers.shards(shards());
        assertThat(page).isNotNull();
        assertThat(page.nextToken()).isEqualTo("more");
        assertThat(page.shards()).extracting(Shard::shardId).containsExactly("shardId-0", "shardId-1");
        assertThat(page.shards()).extracting(Shard::open).containsExactly(false, true);
        assertThat(page.shards().get(0).parents()).isEmpty();
        assertThat(page.shards().get(1).parents()).containsExactly("shardId-0", "shardId-7");
    }
}
