package delivery.localkinesis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.SdkSystemSetting;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.model.EncryptionType;
import software.amazon.awssdk.services.kinesis.model.InvalidArgumentException;
import software.amazon.awssdk.services.kinesis.model.LimitExceededException;
import software.amazon.awssdk.services.kinesis.model.MetricsName;
import software.amazon.awssdk.services.kinesis.model.MinimumThroughputBillingCommitmentOutputStatus;
import software.amazon.awssdk.services.kinesis.model.ResourceNotFoundException;
import software.amazon.awssdk.services.kinesis.model.ScalingType;
import software.amazon.awssdk.services.kinesis.model.ShardIteratorType;
import software.amazon.awssdk.services.kinesis.model.StreamDescriptionSummary;
import software.amazon.awssdk.services.kinesis.model.StreamMode;
import software.amazon.awssdk.services.kinesis.model.Tag;
import software.amazon.awssdk.services.kinesis.model.ValidationException;

/** The control plane as the real SDK sees it, in CBOR and in JSON. */
class ControlOverSdkTest {
    private static final String ARN = "arn:aws:kinesis:us-east-1:000000000000:stream/orders";

    private final LocalKinesis local =
            LocalKinesis.builder().transition(Duration.ZERO).stream("orders", 2).start();
    private final KinesisClient client = AwsSdkTest.client(local);

    @AfterEach
    void stop() {
        client.close();
        local.close();
        System.clearProperty(SdkSystemSetting.CBOR_ENABLED.property());
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aStreamIsScaled(boolean cbor) {
        speak(cbor);
        var answer = client.updateShardCount(
                r -> r.streamARN(ARN).targetShardCount(3).scalingType(ScalingType.UNIFORM_SCALING));
        assertThat(answer.streamName()).isEqualTo("orders");
        assertThat(answer.streamARN()).isEqualTo(ARN);
        assertThat(answer.currentShardCount()).isEqualTo(2);
        assertThat(answer.targetShardCount()).isEqualTo(3);
        assertThat(summary("orders").openShardCount()).isEqualTo(3);
        assertThatThrownBy(() -> client.updateShardCount(
                        r -> r.streamName("orders").targetShardCount(7).scalingType(ScalingType.UNIFORM_SCALING)))
                .isInstanceOf(LimitExceededException.class);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aPolicyIsKeptAndShownAndDeleted(boolean cbor) {
        speak(cbor);
        var consumer = client.registerStreamConsumer(r -> r.streamARN(ARN).consumerName("c"))
                .consumer()
                .consumerARN();
        for (var resource : List.of(ARN, consumer)) {
            assertThat(client.getResourcePolicy(r -> r.resourceARN(resource)).policy())
                    .isEqualTo("{}");
            var policy = "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\"}]}";
            client.putResourcePolicy(r -> r.resourceARN(resource).policy(policy));
            assertThat(client.getResourcePolicy(r -> r.resourceARN(resource)).policy())
                    .isEqualTo(policy);
            client.deleteResourcePolicy(r -> r.resourceARN(resource));
            assertThat(client.getResourcePolicy(r -> r.resourceARN(resource)).policy())
                    .isEqualTo("{}");
            assertThatThrownBy(() -> client.deleteResourcePolicy(r -> r.resourceARN(resource)))
                    .isInstanceOf(ResourceNotFoundException.class);
        }
        assertThatThrownBy(
                        () -> client.putResourcePolicy(r -> r.resourceARN(ARN).policy("[]")))
                .isInstanceOf(InvalidArgumentException.class);
        assertThatThrownBy(() -> client.getResourcePolicy(r -> r.resourceARN(ARN + "x")))
                .isInstanceOf(ResourceNotFoundException.class);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void anAccountCommitsItselfForADayAtLeast(boolean cbor) {
        speak(cbor);
        var none = client.describeAccountSettings(r -> {}).minimumThroughputBillingCommitment();
        assertThat(none.status()).isEqualTo(MinimumThroughputBillingCommitmentOutputStatus.DISABLED);
        assertThat(none.startedAt()).isNull();
        var begun = client.updateAccountSettings(r -> r.minimumThroughputBillingCommitment(c -> c.status("ENABLED")))
                .minimumThroughputBillingCommitment();
        assertThat(begun.status()).isEqualTo(MinimumThroughputBillingCommitmentOutputStatus.ENABLED);
        assertThat(Duration.between(begun.startedAt(), begun.earliestAllowedEndAt()))
                .isEqualTo(Duration.ofDays(1));
        var ending = client.updateAccountSettings(r -> r.minimumThroughputBillingCommitment(c -> c.status("DISABLED")))
                .minimumThroughputBillingCommitment();
        assertThat(ending.status())
                .isEqualTo(MinimumThroughputBillingCommitmentOutputStatus.ENABLED_UNTIL_EARLIEST_ALLOWED_END);
        assertThat(ending.endedAt()).isEqualTo(begun.earliestAllowedEndAt());
        assertThat(client.describeAccountSettings(r -> {}).minimumThroughputBillingCommitment())
                .isEqualTo(ending);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void warmThroughputNeedsACommitment(boolean cbor) {
        speak(cbor);
        client.createStream(r -> r.streamName("free").streamModeDetails(m -> m.streamMode(StreamMode.ON_DEMAND)));
        assertThatThrownBy(() -> client.updateStreamWarmThroughput(
                        r -> r.streamName("free").warmThroughputMiBps(6)))
                .isInstanceOf(ValidationException.class)
                .hasMessageContaining("MinimumThroughputBillingCommitment");
        client.updateAccountSettings(r -> r.minimumThroughputBillingCommitment(c -> c.status("ENABLED")));
        var answer = client.updateStreamWarmThroughput(r -> r.streamName("free").warmThroughputMiBps(6));
        assertThat(answer.streamName()).isEqualTo("free");
        assertThat(answer.warmThroughput().targetMiBps()).isEqualTo(6);
        assertThat(summary("free").openShardCount()).isEqualTo(6);
        assertThat(summary("free").warmThroughput().currentMiBps()).isEqualTo(6);
        client.createStream(r -> r.streamName("warm")
                .streamModeDetails(m -> m.streamMode(StreamMode.ON_DEMAND))
                .warmThroughputMiBps(5));
        assertThat(summary("warm").openShardCount()).isEqualTo(5);
        assertThatThrownBy(() -> client.updateStreamWarmThroughput(
                        r -> r.streamName("orders").warmThroughputMiBps(6)))
                .isInstanceOf(ValidationException.class);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void theModeIsSwitched(boolean cbor) {
        speak(cbor);
        client.createStream(r -> r.streamName("free").streamModeDetails(m -> m.streamMode(StreamMode.ON_DEMAND)));
        assertThat(summary("free").streamModeDetails().streamMode()).isEqualTo(StreamMode.ON_DEMAND);
        assertThat(summary("free").openShardCount()).isEqualTo(4);
        assertThatThrownBy(() -> client.updateShardCount(
                        r -> r.streamName("free").targetShardCount(8).scalingType(ScalingType.UNIFORM_SCALING)))
                .isInstanceOf(ValidationException.class);
        client.updateStreamMode(r -> r.streamARN(ARN).streamModeDetails(m -> m.streamMode(StreamMode.ON_DEMAND)));
        assertThat(summary("orders").streamModeDetails().streamMode()).isEqualTo(StreamMode.ON_DEMAND);
        var limits = client.describeLimits();
        assertThat(limits.shardLimit()).isEqualTo(20_000);
        assertThat(limits.openShardCount()).isEqualTo(6);
        assertThat(limits.onDemandStreamCount()).isEqualTo(2);
        assertThat(limits.onDemandStreamCountLimit()).isEqualTo(50);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void retentionGoesUpAndDown(boolean cbor) {
        speak(cbor);
        client.increaseStreamRetentionPeriod(r -> r.streamName("orders").retentionPeriodHours(8_760));
        assertThat(summary("orders").retentionPeriodHours()).isEqualTo(8_760);
        client.decreaseStreamRetentionPeriod(r -> r.streamARN(ARN).retentionPeriodHours(25));
        assertThat(client.describeStream(r -> r.streamName("orders"))
                        .streamDescription()
                        .retentionPeriodHours())
                .isEqualTo(25);
        assertThatThrownBy(() -> client.decreaseStreamRetentionPeriod(
                        r -> r.streamName("orders").retentionPeriodHours(23)))
                .isInstanceOf(InvalidArgumentException.class)
                .hasMessageContaining("Minimum allowed retention period is 24 hours");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void tagsOfBothGenerationsAreTheSameTags(boolean cbor) {
        speak(cbor);
        client.addTagsToStream(r -> r.streamName("orders").tags(Map.of("a", "1", "b", "2")));
        client.tagResource(r -> r.resourceARN(ARN).tags(Map.of("b", "3", "c", "")));
        assertThat(client.listTagsForResource(r -> r.resourceARN(ARN)).tags())
                .containsExactly(tag("a", "1"), tag("b", "3"), tag("c", ""));
        var page = client.listTagsForStream(r -> r.streamName("orders").limit(1).exclusiveStartTagKey("a"));
        assertThat(page.tags()).containsExactly(tag("b", "3"));
        assertThat(page.hasMoreTags()).isTrue();
        client.removeTagsFromStream(r -> r.streamARN(ARN).tagKeys("a"));
        client.untagResource(r -> r.resourceARN(ARN).tagKeys("b"));
        var rest = client.listTagsForStream(r -> r.streamARN(ARN));
        assertThat(rest.tags()).containsExactly(tag("c", ""));
        assertThat(rest.hasMoreTags()).isFalse();
        client.createStream(r -> r.streamName("new").shardCount(1).tags(Map.of("x", "y")));
        assertThat(client.listTagsForStream(r -> r.streamName("new")).tags()).containsExactly(tag("x", "y"));
        assertThatThrownBy(() -> client.listTagsForResource(r -> r.resourceARN(ARN + "2")))
                .isInstanceOf(ResourceNotFoundException.class);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aConsumerHasTagsOfItsOwn(boolean cbor) {
        speak(cbor);
        var arn = client.registerStreamConsumer(
                        r -> r.streamARN(ARN).consumerName("fan").tags(Map.of("a", "1")))
                .consumer()
                .consumerARN();
        client.tagResource(r -> r.resourceARN(arn).tags(Map.of("b", "2")));
        client.untagResource(r -> r.resourceARN(arn).tagKeys("a"));
        assertThat(client.listTagsForResource(r -> r.resourceARN(arn)).tags()).containsExactly(tag("b", "2"));
        assertThat(client.listTagsForResource(r -> r.resourceARN(ARN)).tags()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void encryptionIsShown(boolean cbor) {
        speak(cbor);
        assertThat(summary("orders").encryptionType()).isEqualTo(EncryptionType.NONE);
        client.startStreamEncryption(
                r -> r.streamName("orders").encryptionType(EncryptionType.KMS).keyId("alias/aws/kinesis"));
        assertThat(summary("orders").encryptionType()).isEqualTo(EncryptionType.KMS);
        assertThat(client.describeStream(r -> r.streamName("orders"))
                        .streamDescription()
                        .keyId())
                .isEqualTo("alias/aws/kinesis");
        assertThat(client.putRecord(
                                r -> r.streamName("orders").partitionKey("k").data(SdkBytes.fromUtf8String("x")))
                        .encryptionType())
                .isEqualTo(EncryptionType.KMS);
        client.stopStreamEncryption(
                r -> r.streamARN(ARN).encryptionType(EncryptionType.KMS).keyId("alias/aws/kinesis"));
        assertThat(summary("orders").encryptionType()).isEqualTo(EncryptionType.NONE);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void enhancedMonitoringIsShown(boolean cbor) {
        speak(cbor);
        var all = client.enableEnhancedMonitoring(r -> r.streamName("orders").shardLevelMetrics(MetricsName.ALL));
        assertThat(all.streamARN()).isEqualTo(ARN);
        assertThat(all.currentShardLevelMetrics()).isEmpty();
        assertThat(all.desiredShardLevelMetrics()).hasSize(7);
        var fewer =
                client.disableEnhancedMonitoring(r -> r.streamARN(ARN).shardLevelMetrics(MetricsName.INCOMING_BYTES));
        assertThat(fewer.currentShardLevelMetrics()).hasSize(7);
        assertThat(fewer.desiredShardLevelMetrics()).hasSize(6).doesNotContain(MetricsName.INCOMING_BYTES);
        assertThat(summary("orders").enhancedMonitoring().get(0).shardLevelMetrics())
                .isEqualTo(fewer.desiredShardLevelMetrics());
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aRecordOfTenMebibytesGoesInAndComesOut(boolean cbor) {
        speak(cbor);
        client.updateMaxRecordSize(r -> r.streamARN(ARN).maxRecordSizeInKiB(10_240));
        assertThat(summary("orders").maxRecordSizeInKiB()).isEqualTo(10_240);
        var data = SdkBytes.fromByteArray(new byte[(10 << 20) - 1]);
        var put = client.putRecord(r -> r.streamName("orders").partitionKey("k").data(data));
        var iterator = client.getShardIterator(r ->
                        r.streamName("orders").shardId(put.shardId()).shardIteratorType(ShardIteratorType.TRIM_HORIZON))
                .shardIterator();
        assertThat(client.getRecords(r -> r.shardIterator(iterator))
                        .records()
                        .get(0)
                        .data())
                .isEqualTo(data);
        client.createStream(r -> r.streamName("large").shardCount(1).maxRecordSizeInKiB(2_048));
        assertThat(summary("large").maxRecordSizeInKiB()).isEqualTo(2_048);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whatKeepsOrderOnAwsIsAccepted(boolean cbor) {
        speak(cbor);
        var first =
                client.putRecord(r -> r.streamName("orders").partitionKey("k").data(SdkBytes.fromUtf8String("1")));
        var second = client.putRecord(r -> r.streamName("orders")
                .partitionKey("k")
                .data(SdkBytes.fromUtf8String("2"))
                .sequenceNumberForOrdering(first.sequenceNumber()));
        assertThat(second.sequenceNumber()).isGreaterThan(first.sequenceNumber());
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void theAccountHasNoCommitment(boolean cbor) {
        speak(cbor);
        assertThat(client.describeAccountSettings(r -> {})
                        .minimumThroughputBillingCommitment()
                        .status())
                .isEqualTo(MinimumThroughputBillingCommitmentOutputStatus.DISABLED);
    }

    private StreamDescriptionSummary summary(String stream) {
        return client.describeStreamSummary(r -> r.streamName(stream)).streamDescriptionSummary();
    }

    private static Tag tag(String key, String value) {
        return Tag.builder().key(key).value(value).build();
    }

    private static void speak(boolean cbor) {
        System.setProperty(SdkSystemSetting.CBOR_ENABLED.property(), Boolean.toString(cbor));
    }
}
