package delivery.localkinesis.operations;

import com.fasterxml.jackson.core.JsonToken;
import delivery.localkinesis.api.BillingCommitment;
import delivery.localkinesis.api.ConsumerDescription;
import delivery.localkinesis.api.KinesisError;
import delivery.localkinesis.api.NewStream;
import delivery.localkinesis.api.ShardMetric;
import delivery.localkinesis.api.StreamMode;
import delivery.localkinesis.api.StreamPage;
import delivery.localkinesis.engine.Engine;
import delivery.localkinesis.engine.OnDemand;
import delivery.localkinesis.engine.Tags;
import delivery.localkinesis.operations.Operations.Answer;
import delivery.localkinesis.quota.Limits;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The operations that neither bring records nor lead to them. */
final class ControlOperations {
    private static final String RESOURCE = "ResourceARN";
    private static final String WARM = "WarmThroughputMiBps";

    private final Engine engine;

    ControlOperations(Engine engine) {
        this.engine = engine;
    }

    /** Null if it is none of these. */
    @Nullable
    Function<Request, Answer> named(String operation) {
        return switch (operation) {
            case "CreateStream" -> doing(this::createStream);
            case "DeleteStream" -> doing(r -> engine.deleteStream(r.stream(), r.isSet("EnforceConsumerDeletion")));
            case "DescribeStream" ->
                answering(
                        r -> engine.describeStream(
                                r.stream(), r.textOrNull("ExclusiveStartShardId"), r.number("Limit", Limits.DESCRIBE)),
                        ResponseWriter::describeStream);
            case "DescribeStreamSummary" ->
                answering(r -> engine.describeStreamSummary(r.stream()), ResponseWriter::describeStreamSummary);
            case "ListStreams" -> answering(this::listStreams, ResponseWriter::streamPage);
            case "SplitShard" ->
                doing(r -> engine.splitShard(r.stream(), r.text("ShardToSplit"), r.text("NewStartingHashKey")));
            case "MergeShards" ->
                doing(r -> engine.mergeShards(r.stream(), r.text("ShardToMerge"), r.text("AdjacentShardToMerge")));
            case "UpdateShardCount" ->
                answering(
                        r -> engine.updateShardCount(r.stream(), r.number("TargetShardCount")),
                        ResponseWriter::scaling);
            case "UpdateStreamMode" -> doing(this::updateStreamMode);
            case "UpdateMaxRecordSize" ->
                doing(r -> engine.tuning().updateMaxRecordSize(r.stream(), r.number("MaxRecordSizeInKiB")));
            case "IncreaseStreamRetentionPeriod" ->
                doing(r -> engine.tuning().increaseRetention(r.stream(), r.number("RetentionPeriodHours")));
            case "DecreaseStreamRetentionPeriod" ->
                doing(r -> engine.tuning().decreaseRetention(r.stream(), r.number("RetentionPeriodHours")));
            case "AddTagsToStream" -> doing(r -> engine.resources().add(r.stream(), r.tags()));
            case "RemoveTagsFromStream" -> doing(r -> engine.resources().remove(r.stream(), r.texts("TagKeys")));
            case "ListTagsForStream" -> this::listTagsForStream;
            case "TagResource" -> doing(r -> engine.resources().add(r.text(RESOURCE), r.tags()));
            case "UntagResource" -> doing(r -> engine.resources().remove(r.text(RESOURCE), r.texts("TagKeys")));
            case "ListTagsForResource" ->
                answering(r -> engine.resources().after(r.text(RESOURCE), null), ResponseWriter::tags);
            case "StartStreamEncryption" -> doing(r -> engine.tuning().startEncryption(r.stream(), keyId(r)));
            case "StopStreamEncryption" -> doing(r -> engine.tuning().stopEncryption(r.stream(), keyId(r)));
            case "EnableEnhancedMonitoring" ->
                answering(r -> engine.tuning().enableMonitoring(r.stream(), metrics(r)), ResponseWriter::monitoring);
            case "DisableEnhancedMonitoring" ->
                answering(r -> engine.tuning().disableMonitoring(r.stream(), metrics(r)), ResponseWriter::monitoring);
            case "RegisterStreamConsumer" ->
                answering(this::registerStreamConsumer, ResponseWriter::registerStreamConsumer);
            case "DescribeStreamConsumer" ->
                answering(
                        r -> engine.describeStreamConsumer(
                                r.textOrNull("ConsumerARN"), r.textOrNull("StreamARN"), r.textOrNull("ConsumerName")),
                        ResponseWriter::describeStreamConsumer);
            case "ListStreamConsumers" ->
                answering(
                        r -> engine.listStreamConsumers(
                                r.text("StreamARN"),
                                r.textOrNull("NextToken"),
                                r.number("MaxResults", Limits.LIST_CONSUMERS),
                                r.time("StreamCreationTimestamp")),
                        ResponseWriter::consumerPage);
            case "DeregisterStreamConsumer" ->
                doing(r -> engine.deregisterStreamConsumer(
                        r.textOrNull("ConsumerARN"), r.textOrNull("StreamARN"), r.textOrNull("ConsumerName")));
            case "DescribeLimits" -> answering(r -> engine.describeLimits(), ResponseWriter::limits);
            case "DescribeAccountSettings" ->
                answering(r -> engine.onDemand().commitment(), ResponseWriter::accountSettings);
            case "UpdateAccountSettings" -> answering(this::updateAccountSettings, ResponseWriter::accountSettings);
            case "UpdateStreamWarmThroughput" ->
                answering(this::updateWarmThroughput, ResponseWriter::updateWarmThroughput);
            case "UpdateStreamRecordDistributionStrategy" ->
                doing(r -> engine.tuning().spread(r.stream(), spreads(r)));
            case "GetResourcePolicy" ->
                answering(
                        r -> engine.resources().policy(r.text(RESOURCE)),
                        (out, policy) -> out.member("Policy", policy));
            case "PutResourcePolicy" -> doing(this::putResourcePolicy);
            case "DeleteResourcePolicy" -> doing(r -> engine.resources().deletePolicy(r.text(RESOURCE)));
            case "CreateChannel" -> doing(ControlOperations::createChannel);
            case "DescribeChannel", "UpdateChannel", "DeleteChannel" -> doing(ControlOperations::noChannel);
            case "ListChannels" -> r -> ResponseWriter::noChannels;
            default -> null;
        };
    }

    /** Answers nothing but that it is done. */
    private static Function<Request, Answer> doing(Consumer<Request> action) {
        return request -> {
            action.accept(request);
            return Answer.EMPTY;
        };
    }

    private interface Writing<T> {
        void write(ResponseWriter out, T answer) throws IOException;
    }

    private static <T> Function<Request, Answer> answering(Function<Request, T> question, Writing<T> writing) {
        return request -> {
            var answer = question.apply(request);
            return out -> writing.write(out, answer);
        };
    }

    private void createStream(Request request) {
        var stream = newStream(request)
                .withMaxRecordKib(request.number("MaxRecordSizeInKiB", Limits.RECORD_KIB))
                .withTags(request.tags());
        if (spreads(request)) {
            if (stream.mode() != StreamMode.ON_DEMAND) {
                throw KinesisError.invalid("RecordDistributionStrategy AUTO is for the on-demand capacity mode.");
            }
            stream = stream.withSpreads(true);
        }
        var warm = request.numberOrNull(WARM);
        if (warm != null) {
            checkWarm(stream.mode());
            stream = stream.withWarmMib(warm);
        }
        engine.createStream(stream);
    }

    private static boolean spreads(Request request) {
        return "AUTO".equals(request.textOrNull("RecordDistributionStrategy"));
    }

    private OnDemand.WarmThroughput updateWarmThroughput(Request request) {
        engine.describeStreamSummary(request.stream()); // whether there is one comes first
        checkCommitment();
        return engine.onDemand().updateWarmThroughput(request.stream(), request.number(WARM));
    }

    private void updateStreamMode(Request request) {
        if (request.numberOrNull(WARM) != null) {
            checkWarm(request.mode());
        }
        engine.updateStreamMode(request.stream(), request.mode());
    }

    private void checkWarm(StreamMode mode) {
        if (mode != StreamMode.ON_DEMAND) {
            throw new KinesisError(
                    KinesisError.Type.ValidationException, WARM + " is for the on-demand capacity mode.");
        }
        checkCommitment();
    }

    private void checkCommitment() {
        if (engine.onDemand().commitment().status() == BillingCommitment.Status.DISABLED) {
            throw new KinesisError(
                    KinesisError.Type.ValidationException,
                    "Warm throughput needs an account with MinimumThroughputBillingCommitment: see UpdateAccountSettings.");
        }
    }

    /** Without a word of shards and mode it is one ON_DEMAND, as on AWS. */
    private static NewStream newStream(Request request) {
        var name = request.text("StreamName");
        var shards = request.numberOrNull("ShardCount");
        if (request.modeOrNull() == StreamMode.PROVISIONED || (request.modeOrNull() == null && shards != null)) {
            if (shards == null) {
                throw new KinesisError(
                        KinesisError.Type.ValidationException,
                        "ShardCount must be given for a stream in the provisioned capacity mode.");
            }
            return NewStream.provisioned(name, shards);
        }
        if (shards != null) {
            throw new KinesisError(
                    KinesisError.Type.ValidationException,
                    "ShardCount must not be given for a stream in the on-demand capacity mode.");
        }
        return NewStream.onDemand(name);
    }

    private StreamPage listStreams(Request request) {
        var limit = request.number("Limit", Limits.DESCRIBE);
        var token = request.textOrNull("NextToken");
        return token == null
                ? engine.listStreams(request.textOrNull("ExclusiveStartStreamName"), limit)
                : engine.listMoreStreams(token, limit);
    }

    private Answer listTagsForStream(Request request) {
        var rest = engine.resources().after(request.stream(), request.textOrNull("ExclusiveStartTagKey"));
        return out -> out.tags(rest, request.number("Limit", Limits.TAGS));
    }

    private static String keyId(Request request) {
        if (!request.text("EncryptionType").equals("KMS")) {
            throw KinesisError.invalid("EncryptionType must be KMS.");
        }
        return request.text("KeyId");
    }

    private static List<ShardMetric> metrics(Request request) {
        return request.texts("ShardLevelMetrics").stream()
                .map(ShardMetric::valueOf)
                .toList();
    }

    private BillingCommitment updateAccountSettings(Request request) {
        return engine.onDemand()
                .commit(request.inner("MinimumThroughputBillingCommitment")
                        .text("Status")
                        .equals("ENABLED"));
    }

    private void putResourcePolicy(Request request) {
        var policy = request.text("Policy");
        var json = policy.getBytes(StandardCharsets.UTF_8);
        if (!Operations.isStructure(json) || !hasStatement(json)) {
            throw KinesisError.invalid("The policy is not a JSON object with a Statement.");
        }
        engine.resources().setPolicy(request.text(RESOURCE), policy);
    }

    /** Of a structure: whether it has one at least, alone or in a list. */
    private static boolean hasStatement(byte[] policy) {
        try (var in = Wire.JSON.parser(policy)) {
            in.nextToken();
            for (var name = in.nextFieldName(); name != null; name = in.nextFieldName()) {
                var value = in.nextToken();
                if (name.equals("Statement")) {
                    return (value == JsonToken.START_ARRAY ? in.nextToken() : value) == JsonToken.START_OBJECT;
                }
                in.skipChildren();
            }
            return false;
        } catch (IOException e) {
            return false;
        }
    }

    /** There is nothing here that a channel could deliver to. */
    private static void createChannel(Request request) {
        throw KinesisError.limit("Channel " + request.text("ChannelName") + " would exceed the limit of 0 channels.");
    }

    private static void noChannel(Request request) {
        throw KinesisError.notFound("Channel " + request.text("ChannelARN") + " not found.");
    }

    private ConsumerDescription registerStreamConsumer(Request request) {
        Tags.check(request.tags());
        var consumer = engine.registerStreamConsumer(request.text("StreamARN"), request.text("ConsumerName"));
        engine.resources().add(consumer.arn(), request.tags());
        return consumer;
    }
}
