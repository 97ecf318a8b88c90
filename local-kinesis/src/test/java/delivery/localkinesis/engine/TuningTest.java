package delivery.localkinesis.engine;

import static delivery.localkinesis.api.KinesisError.Type.InvalidArgumentException;
import static delivery.localkinesis.api.KinesisError.Type.KMSNotFoundException;
import static delivery.localkinesis.api.KinesisError.Type.LimitExceededException;
import static delivery.localkinesis.api.KinesisError.Type.ProvisionedThroughputExceededException;
import static delivery.localkinesis.api.KinesisError.Type.ResourceInUseException;
import static delivery.localkinesis.api.KinesisError.Type.ValidationException;
import static org.assertj.core.api.Assertions.assertThat;

import delivery.localkinesis.api.IteratorType;
import delivery.localkinesis.api.KinesisError;
import delivery.localkinesis.api.NewStream;
import delivery.localkinesis.api.ShardFilter;
import delivery.localkinesis.api.ShardMetric;
import delivery.localkinesis.api.StreamRecord;
import delivery.localkinesis.api.StreamStatus;
import delivery.localkinesis.api.StreamSummary;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TuningTest {
    private static final int MIB = 1 << 20;

    private final Engines local = Engines.withLimits(1);
    private final Tuning tuning = local.engine.tuning();
    private final Resources resources = local.engine.resources();

    @Test
    void withALongerRetentionWhatIsStillThereStays() {
        local.put("a");
        tuning.increaseRetention(Engines.STREAM, 48);
        local.time.advance(Duration.ofHours(48));
        assertThat(local.all(0)).containsExactly("a");
        local.time.advance(Duration.ofMillis(1));
        assertThat(local.all(0)).isEmpty();
        assertThat(summary().retentionHours()).isEqualTo(48);
    }

    @Test
    void aLongerRetentionDoesNotBringBackWhatWasOutOfReach() {
        local.put("a");
        local.time.advance(Duration.ofHours(12));
        local.put("b");
        local.engine.splitShard(Engines.STREAM, Engines.id(0), "1000");
        local.time.advance(Duration.ofHours(13));
        tuning.increaseRetention(Engines.STREAM, 8_760);
        assertThat(local.all(0)).containsExactly("b");
        local.time.advance(Duration.ofHours(24));
        tuning.decreaseRetention(Engines.STREAM, 24);
        tuning.increaseRetention(Engines.STREAM, 100);
        assertThat(local.indexes(ShardFilter.ALL))
                .as("the parent expired meanwhile")
                .containsExactly(1, 2);
    }

    @Test
    void retentionIsBetweenADayAndAYearAndChangesTheWayTheOperationSays() {
        refused(InvalidArgumentException, "too long", () -> tuning.increaseRetention(Engines.STREAM, 8_761));
        refused(InvalidArgumentException, "too short", () -> tuning.decreaseRetention(Engines.STREAM, 23));
        refused(InvalidArgumentException, "can not be longer", () -> tuning.decreaseRetention(Engines.STREAM, 25));
        tuning.increaseRetention(Engines.STREAM, 72);
        refused(InvalidArgumentException, "can not be shorter", () -> tuning.increaseRetention(Engines.STREAM, 71));
    }

    @Test
    void aStreamTakesRecordsUpToItsOwnSize() {
        refused(InvalidArgumentException, "maximum record size of 1048576", () -> put(MIB + 1));
        tuning.updateMaxRecordSize(Engines.STREAM, 10_240);
        put(10 * MIB);
        assertThat(summary().maxRecordKib()).isEqualTo(10_240);
        refused(InvalidArgumentException, "maximum record size of 10485760", () -> put(10 * MIB + 1));
        refused(ValidationException, "at 'maxRecordSizeInKiB'", () -> tuning.updateMaxRecordSize("orders", 10_241));
        var page = local.engine.getRecords(local.iterator(0, IteratorType.TRIM_HORIZON));
        assertThat(page.records().get(0).data()).hasSize(10 * MIB - 1);
    }

    @Test
    void aLargeRecordIsPaidForByTheSecondsThatFollow() {
        tuning.updateMaxRecordSize(Engines.STREAM, 10_240);
        put(3 * MIB);
        for (int second = 1; second <= 2; second++) {
            local.time.advance(Duration.ofSeconds(1));
            refused(ProvisionedThroughputExceededException, "Rate exceeded", () -> local.put("x"));
        }
        local.time.advance(Duration.ofSeconds(1));
        local.put("x");
    }

    @Test
    void encryptionIsRecordedAndStoppedWithItsKey() {
        tuning.startEncryption(Engines.STREAM, "alias/aws/kinesis");
        assertThat(summary().keyId()).isEqualTo("alias/aws/kinesis");
        refused(InvalidArgumentException, "not encrypted with", () -> tuning.stopEncryption(Engines.STREAM, "other"));
        tuning.stopEncryption(Engines.STREAM, "alias/aws/kinesis");
        assertThat(summary().keyId()).isNull();
        for (int i = 1; i < 25; i++) {
            tuning.startEncryption(Engines.STREAM, "alias/k");
        }
        refused(LimitExceededException, "25 times", () -> tuning.startEncryption(Engines.STREAM, "alias/k"));
        local.time.advance(Duration.ofDays(1));
        tuning.startEncryption(Engines.STREAM, "alias/k");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "alias/orders",
                "12345678-90ab-cdef-1234-567890ABCDEF",
                "mrk-1234567890abcdef1234567890abcdef",
                "arn:aws:kms:us-east-1:123456789012:key/12345678-90ab-cdef-1234-567890abcdef",
                "arn:aws-cn:kms:cn-north-1:123456789012:alias/orders"
            })
    void whatHasTheFormOfAKeyIsTakenForOne(String keyId) {
        tuning.startEncryption(Engines.STREAM, keyId);
        assertThat(summary().keyId()).isEqualTo(keyId);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"not-a-key", "alias/", "12345678-90ab-cdef-1234-567890abcdef0", "arn:aws:kms:us-east-1:1:key/k"})
    void whatHasNotIsNoKey(String keyId) {
        refused(KMSNotFoundException, keyId, () -> tuning.startEncryption(Engines.STREAM, keyId));
        assertThat(summary().keyId()).isNull();
    }

    @Test
    void monitoringNamesWhatWasAndWhatIs() {
        var first = tuning.enableMonitoring(Engines.STREAM, List.of(ShardMetric.IncomingBytes));
        assertThat(first.current()).isEmpty();
        assertThat(first.desired()).containsExactly(ShardMetric.IncomingBytes);
        var all = tuning.enableMonitoring(Engines.STREAM, List.of(ShardMetric.ALL));
        assertThat(all.current()).containsExactly(ShardMetric.IncomingBytes);
        assertThat(all.desired()).hasSize(7).doesNotContain(ShardMetric.ALL);
        tuning.disableMonitoring(Engines.STREAM, List.of(ShardMetric.IncomingBytes, ShardMetric.OutgoingBytes));
        assertThat(summary().shardMetrics()).hasSize(5);
    }

    @Test
    void aChangeTakesTheTransitionTimeAndNoOtherMeanwhile() {
        var slow = new Engines(EngineOptions.DEFAULT, 1);
        slow.engine.tuning().increaseRetention(Engines.STREAM, 48);
        assertThat(slow.engine.describeStreamSummary(Engines.STREAM).status()).isEqualTo(StreamStatus.UPDATING);
        refused(
                ResourceInUseException,
                "instead in state UPDATING",
                () -> slow.engine.tuning().startEncryption(Engines.STREAM, "alias/k"));
        slow.time.advance(Duration.ofMillis(200));
        slow.engine.tuning().startEncryption(Engines.STREAM, "alias/k");
    }

    @Test
    void aRetentionSetToWhatItIsChangesNothingNotEvenTheState() {
        var slow = new Engines(EngineOptions.DEFAULT, 1);
        slow.engine.tuning().increaseRetention(Engines.STREAM, 24);
        slow.engine.tuning().decreaseRetention(Engines.STREAM, 24);
        assertThat(slow.engine.describeStreamSummary(Engines.STREAM).status()).isEqualTo(StreamStatus.ACTIVE);
        slow.engine.tuning().increaseRetention(Engines.STREAM, 25);
        assertThat(slow.engine.describeStreamSummary(Engines.STREAM).status()).isEqualTo(StreamStatus.UPDATING);
        slow.engine.tuning().increaseRetention(Engines.STREAM, 25);
        refused(
                InvalidArgumentException,
                "(25 hours). Use DecreaseRetentionPeriod API.",
                () -> slow.engine.tuning().increaseRetention(Engines.STREAM, 24));
    }

    @Test
    void eachRecordIsSaidToBeEncryptedIfItsStreamWasWhenItCame() {
        local.put("clear");
        tuning.startEncryption(Engines.STREAM, "alias/k");
        local.put("encrypted");
        tuning.stopEncryption(Engines.STREAM, "alias/k");
        local.put("clear again");
        var page = local.engine.getRecords(local.iterator(0, IteratorType.TRIM_HORIZON));
        assertThat(page.records()).extracting(StreamRecord::encrypted).containsExactly(false, true, false);
        assertThat(page.records()).extracting(StreamRecord::sequenceNumber).isSorted();
    }

    @Test
    void tagsAreOverwrittenRemovedAndReadByEitherName() {
        resources.add(Engines.STREAM, Map.of("team", "a", "stage", "test"));
        resources.add(summary().arn(), Map.of("team", "b"));
        assertThat(resources.after(Engines.STREAM, null)).isEqualTo(Map.of("stage", "test", "team", "b"));
        assertThat(resources.after(Engines.STREAM, "stage")).isEqualTo(Map.of("team", "b"));
        resources.remove(Engines.STREAM, List.of("team", "never"));
        assertThat(resources.after(Engines.STREAM, null)).isEqualTo(Map.of("stage", "test"));
    }

    @Test
    void fiftyTagsAreTheMost() {
        resources.add(Engines.STREAM, tags(50));
        resources.add(Engines.STREAM, Map.of("key-1", "again"));
        refused(InvalidArgumentException, "50 tags", () -> resources.add(Engines.STREAM, Map.of("one", "more")));
        refused(ValidationException, "200", () -> resources.add(Engines.STREAM, tags(201)));
        refused(
                InvalidArgumentException,
                "50 tags",
                () -> local.engine.createStream(
                        NewStream.provisioned("tagged", 1).withTags(tags(51))));
    }

    @Test
    void tagsAreOfTheCharactersAndLengthsThatAwsTakes() {
        resources.add(Engines.STREAM, Map.of("Zürich/_.:=+-@ ", ""));
        refused(ValidationException, "1 and 128", () -> resources.add(Engines.STREAM, Map.of("", "v")));
        refused(ValidationException, "1 and 128", () -> resources.add(Engines.STREAM, Map.of("k".repeat(129), "v")));
        refused(ValidationException, "256", () -> resources.add(Engines.STREAM, Map.of("k", "v".repeat(257))));
        refused(InvalidArgumentException, "invalid characters", () -> resources.add(Engines.STREAM, Map.of("k", "#")));
        refused(InvalidArgumentException, "reserved", () -> resources.add(Engines.STREAM, Map.of("aws:k", "v")));
    }

    private static Map<String, String> tags(int many) {
        return IntStream.range(0, many).boxed().collect(Collectors.toMap(i -> "key-" + i, i -> "value"));
    }

    private static void refused(KinesisError.Type type, String message, ThrowingCallable call) {
        Refusals.assertRefused(type, message, call);
    }

    private void put(int bytes) {
        local.engine.putRecord(Engines.STREAM, Engines.entryOf(bytes));
    }

    private StreamSummary summary() {
        return local.engine.describeStreamSummary(Engines.STREAM);
    }
}
