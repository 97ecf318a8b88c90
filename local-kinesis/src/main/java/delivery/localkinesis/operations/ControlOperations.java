package delivery.localkinesis.operations;

import delivery.localkinesis.api.KinesisError;
import delivery.localkinesis.api.NewStream;
import delivery.localkinesis.api.ShardMetric;
import delivery.localkinesis.api.StreamMode;
import delivery.localkinesis.engine.Engine;
import delivery.localkinesis.engine.RequestRules;
import delivery.localkinesis.engine.Tags;
import delivery.localkinesis.operations.Operations.Answer;
import delivery.localkinesis.quota.Limits;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;

/** The operations that neither bring records nor lead to them. */
final class ControlOperations {
    private final Engine engine;

    ControlOperations(Engine engine) {
        this.engine = engine;
    }

    /** Null if it is none of these. */
    Function<Request, Answer> named(String operation) {
        return switch (operation) {
            case "CreateStream" -> doing(this::createStream);
            case "DeleteStream" -> doing(r -> engine.deleteStream(r.stream(), r.enforceConsumerDeletion));
            case "DescribeStream" ->
                answering(
                        r -> engine.describeStream(
                                r.stream(), r.exclusiveStartShardId, Request.or(r.limit, Limits.DESCRIBE)),
                        ResponseWriter::describeStream);
            case "DescribeStreamSummary" ->
                answering(r -> engine.describeStreamSummary(r.stream()), ResponseWriter::describeStreamSummary);
            case "ListStreams" ->
                answering(
                        // The token is no more than the last name seen.
                        r -> engine.listStreams(
                                r.nextToken == null ? r.exclusiveStartStreamName : r.nextToken,
                                Request.or(r.limit, Limits.DESCRIBE)),
                        ResponseWriter::streamPage);
            case "SplitShard" -> doing(this::splitShard);
            case "MergeShards" -> doing(this::mergeShards);
            case "UpdateShardCount" -> this::updateShardCount;
            case "UpdateStreamMode" -> doing(this::updateStreamMode);
            case "UpdateMaxRecordSize" -> doing(this::updateMaxRecordSize);
            case "IncreaseStreamRetentionPeriod" -> doing(r -> engine.tuning().increaseRetention(r.stream(), hours(r)));
            case "DecreaseStreamRetentionPeriod" -> doing(r -> engine.tuning().decreaseRetention(r.stream(), hours(r)));
            case "AddTagsToStream" -> doing(r -> addTags(r, r.stream()));
            case "RemoveTagsFromStream" -> doing(r -> removeTags(r, r.stream()));
            case "ListTagsForStream" -> this::listTagsForStream;
            case "TagResource" -> doing(r -> addTags(r, r.resource()));
            case "UntagResource" -> doing(r -> removeTags(r, r.resource()));
            case "ListTagsForResource" ->
                answering(r -> engine.tagging().after(r.resource(), null), ResponseWriter::tags);
            case "StartStreamEncryption" -> doing(r -> engine.tuning().startEncryption(r.stream(), keyId(r)));
            case "StopStreamEncryption" -> doing(r -> engine.tuning().stopEncryption(r.stream(), keyId(r)));
            case "EnableEnhancedMonitoring" ->
                answering(r -> engine.tuning().enableMonitoring(r.stream(), metrics(r)), ResponseWriter::monitoring);
            case "DisableEnhancedMonitoring" ->
                answering(r -> engine.tuning().disableMonitoring(r.stream(), metrics(r)), ResponseWriter::monitoring);
            case "RegisterStreamConsumer" -> this::registerStreamConsumer;
            case "DescribeStreamConsumer" ->
                answering(
                        r -> engine.describeStreamConsumer(r.consumerArn, r.streamArn, r.consumerName),
                        ResponseWriter::describeStreamConsumer);
            case "ListStreamConsumers" ->
                answering(
                        r -> engine.listStreamConsumers(
                                r.streamArn,
                                r.nextToken,
                                Request.or(r.maxResults, Limits.LIST_CONSUMERS),
                                r.streamCreationTimestamp),
                        ResponseWriter::consumerPage);
            case "DeregisterStreamConsumer" ->
                doing(r -> engine.deregisterStreamConsumer(r.consumerArn, r.streamArn, r.consumerName));
            case "DescribeLimits" -> answering(r -> engine.describeLimits(), ResponseWriter::limits);
            case "DescribeAccountSettings" -> r -> ResponseWriter::accountSettings;
            default -> null;
        };
    }

    /** Answers nothing but that it is done. */
    private static Function<Request, Answer> doing(Consumer<Request> action) {
        return request -> {
            action.accept(request);
            return out -> {};
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
        engine.createStream(newStream(request)
                .withMaxRecordKib(Request.or(request.maxRecordSizeInKiB, Limits.RECORD_KIB))
                .withTags(request.tags == null ? Map.of() : request.tags));
    }

    private static NewStream newStream(Request request) {
        if (request.mode() == StreamMode.PROVISIONED) {
            return NewStream.provisioned(request.streamName, RequestRules.required(request.shardCount, "shardCount"));
        }
        if (request.shardCount != null) {
            throw new KinesisError(
                    KinesisError.Type.ValidationException,
                    "ShardCount must not be given for a stream in the on-demand capacity mode.");
        }
        return NewStream.onDemand(request.streamName);
    }

    private void splitShard(Request request) {
        var at = RequestRules.required(request.newStartingHashKey, "newStartingHashKey");
        engine.splitShard(request.stream(), RequestRules.required(request.shardToSplit, "shardToSplit"), at);
    }

    private void mergeShards(Request request) {
        engine.mergeShards(
                request.stream(),
                RequestRules.required(request.shardToMerge, "shardToMerge"),
                RequestRules.required(request.adjacentShardToMerge, "adjacentShardToMerge"));
    }

    private Answer updateShardCount(Request request) {
        var target = RequestRules.required(request.targetShardCount, "targetShardCount");
        RequestRules.required(request.scalingType, "scalingType");
        if (!"UNIFORM_SCALING".equals(request.scalingType)) {
            throw KinesisError.constraint(
                    request.scalingType, "scalingType", "Member must satisfy enum value set: [UNIFORM_SCALING]");
        }
        var scaling = engine.updateShardCount(request.stream(), target);
        return out -> out.scaling(scaling);
    }

    private void updateStreamMode(Request request) {
        RequestRules.required(request.streamArn, "streamARN");
        RequestRules.required(request.modeDetails, "streamModeDetails");
        engine.updateStreamMode(request.stream(), request.mode());
    }

    private void updateMaxRecordSize(Request request) {
        var kib = RequestRules.required(request.maxRecordSizeInKiB, "maxRecordSizeInKiB");
        engine.tuning().updateMaxRecordSize(request.stream(), kib);
    }

    private static int hours(Request request) {
        return RequestRules.required(request.retentionPeriodHours, "retentionPeriodHours");
    }

    private void addTags(Request request, String resource) {
        RequestRules.required(request.tags, "tags");
        if (request.tags.isEmpty()) {
            throw KinesisError.constraint("{}", "tags", "Member must have length greater than or equal to 1");
        }
        engine.tagging().add(resource, request.tags);
    }

    private void removeTags(Request request, String resource) {
        engine.tagging().remove(resource, some(request.tagKeys, Limits.TAGS, "tagKeys"));
    }

    private Answer listTagsForStream(Request request) {
        var limit = RequestRules.between(Request.or(request.limit, Limits.TAGS), 1, Limits.TAGS, "limit");
        var rest = engine.tagging().after(request.stream(), request.exclusiveStartTagKey);
        return out -> out.tags(rest, limit);
    }

    private static String keyId(Request request) {
        RequestRules.required(request.encryptionType, "encryptionType");
        if (!"KMS".equals(request.encryptionType)) {
            throw request.encryptionType.equals("NONE")
                    ? KinesisError.invalid("EncryptionType must be KMS.")
                    : KinesisError.constraint(
                            request.encryptionType,
                            "encryptionType",
                            "Member must satisfy enum value set: [NONE, KMS]");
        }
        var keyId = RequestRules.required(request.keyId, "keyId");
        if (keyId.isEmpty()) {
            throw KinesisError.constraint(keyId, "keyId", "Member must have length greater than or equal to 1");
        }
        return keyId;
    }

    private static List<ShardMetric> metrics(Request request) {
        return some(request.shardLevelMetrics, Limits.SHARD_METRICS, "shardLevelMetrics").stream()
                .map(name -> Request.oneOf(ShardMetric.class, name, "shardLevelMetrics"))
                .toList();
    }

    private Answer registerStreamConsumer(Request request) {
        var tags = request.tags == null ? Map.<String, String>of() : request.tags;
        Tags.check(tags);
        var consumer = engine.registerStreamConsumer(request.streamArn, request.consumerName);
        engine.tagging().add(consumer.arn(), tags);
        return out -> out.registerStreamConsumer(consumer);
    }

    private static List<String> some(List<String> names, int most, String member) {
        RequestRules.required(names, member);
        if (names.isEmpty() || names.size() > most) {
            throw KinesisError.constraint(names, member, "Member must have length between 1 and " + most);
        }
        return names;
    }
}
