package delivery.localkinesis.operations;

import delivery.localkinesis.api.KinesisError;
import delivery.localkinesis.api.ShardMetric;
import delivery.localkinesis.engine.Engine;
import delivery.localkinesis.engine.RequestRules;
import delivery.localkinesis.engine.Tags;
import delivery.localkinesis.operations.Operations.Answer;
import delivery.localkinesis.quota.Limits;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** The operations that change how a stream is set, what it is called by, and how many shards it has. */
final class ControlOperations {
    private final Engine engine;
    private final Map<String, Function<Request, Answer>> byName = Map.ofEntries(
            Map.entry("UpdateShardCount", this::updateShardCount),
            Map.entry("UpdateStreamMode", this::updateStreamMode),
            Map.entry("UpdateMaxRecordSize", this::updateMaxRecordSize),
            Map.entry("IncreaseStreamRetentionPeriod", this::increaseRetention),
            Map.entry("DecreaseStreamRetentionPeriod", this::decreaseRetention),
            Map.entry("AddTagsToStream", request -> addTags(request, request.stream())),
            Map.entry("RemoveTagsFromStream", request -> removeTags(request, request.stream())),
            Map.entry("ListTagsForStream", this::listTagsForStream),
            Map.entry("TagResource", request -> addTags(request, request.resource())),
            Map.entry("UntagResource", request -> removeTags(request, request.resource())),
            Map.entry("ListTagsForResource", this::listTagsForResource),
            Map.entry("StartStreamEncryption", this::startEncryption),
            Map.entry("StopStreamEncryption", this::stopEncryption),
            Map.entry("EnableEnhancedMonitoring", this::enableMonitoring),
            Map.entry("DisableEnhancedMonitoring", this::disableMonitoring),
            Map.entry("RegisterStreamConsumer", this::registerStreamConsumer),
            Map.entry("DescribeStreamConsumer", this::describeStreamConsumer),
            Map.entry("ListStreamConsumers", this::listStreamConsumers),
            Map.entry("DeregisterStreamConsumer", this::deregisterStreamConsumer),
            Map.entry("DescribeLimits", this::describeLimits),
            Map.entry("DescribeAccountSettings", this::describeAccountSettings));

    ControlOperations(Engine engine) {
        this.engine = engine;
    }

    /** Null if it is none of these. */
    Function<Request, Answer> named(String operation) {
        return byName.get(operation);
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

    private Answer updateStreamMode(Request request) {
        RequestRules.required(request.streamArn, "streamARN");
        RequestRules.required(request.modeDetails, "streamModeDetails");
        engine.updateStreamMode(request.stream(), request.mode());
        return Answer.EMPTY;
    }

    private Answer updateMaxRecordSize(Request request) {
        var kib = RequestRules.required(request.maxRecordSizeInKiB, "maxRecordSizeInKiB");
        engine.tuning().updateMaxRecordSize(request.stream(), kib);
        return Answer.EMPTY;
    }

    private Answer increaseRetention(Request request) {
        engine.tuning().increaseRetention(request.stream(), hours(request));
        return Answer.EMPTY;
    }

    private Answer decreaseRetention(Request request) {
        engine.tuning().decreaseRetention(request.stream(), hours(request));
        return Answer.EMPTY;
    }

    private static int hours(Request request) {
        return RequestRules.required(request.retentionPeriodHours, "retentionPeriodHours");
    }

    private Answer addTags(Request request, String resource) {
        RequestRules.required(request.tags, "tags");
        if (request.tags.isEmpty()) {
            throw KinesisError.constraint("{}", "tags", "Member must have length greater than or equal to 1");
        }
        engine.tagging().add(resource, request.tags);
        return Answer.EMPTY;
    }

    private Answer removeTags(Request request, String resource) {
        RequestRules.required(request.tagKeys, "tagKeys");
        if (request.tagKeys.isEmpty() || request.tagKeys.size() > Limits.TAGS) {
            throw KinesisError.constraint(
                    request.tagKeys, "tagKeys", "Member must have length between 1 and " + Limits.TAGS);
        }
        engine.tagging().remove(resource, request.tagKeys);
        return Answer.EMPTY;
    }

    private Answer listTagsForStream(Request request) {
        var limit = RequestRules.between(Request.or(request.limit, Limits.TAGS), 1, Limits.TAGS, "limit");
        var rest = engine.tagging().after(request.stream(), request.exclusiveStartTagKey);
        return out -> out.tags(rest, limit);
    }

    private Answer listTagsForResource(Request request) {
        var all = engine.tagging().after(request.resource(), null);
        return out -> out.tags(all);
    }

    private Answer startEncryption(Request request) {
        engine.tuning().startEncryption(request.stream(), keyId(request));
        return Answer.EMPTY;
    }

    private Answer stopEncryption(Request request) {
        engine.tuning().stopEncryption(request.stream(), keyId(request));
        return Answer.EMPTY;
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

    private Answer enableMonitoring(Request request) {
        var monitoring = engine.tuning().enableMonitoring(request.stream(), metrics(request));
        return out -> out.monitoring(monitoring);
    }

    private Answer disableMonitoring(Request request) {
        var monitoring = engine.tuning().disableMonitoring(request.stream(), metrics(request));
        return out -> out.monitoring(monitoring);
    }

    private static List<ShardMetric> metrics(Request request) {
        var names = RequestRules.required(request.shardLevelMetrics, "shardLevelMetrics");
        if (names.isEmpty() || names.size() > Limits.SHARD_METRICS) {
            throw KinesisError.constraint(
                    names, "shardLevelMetrics", "Member must have length between 1 and " + Limits.SHARD_METRICS);
        }
        var metrics = new ArrayList<ShardMetric>();
        names.forEach(name -> metrics.add(Request.oneOf(ShardMetric.class, name, "shardLevelMetrics")));
        return metrics;
    }

    private Answer describeLimits(Request request) {
        var limits = engine.describeLimits();
        return out -> out.limits(limits);
    }

    private Answer describeAccountSettings(Request request) {
        return ResponseWriter::accountSettings;
    }

    private Answer registerStreamConsumer(Request request) {
        var tags = request.tags == null ? Map.<String, String>of() : request.tags;
        Tags.check(tags);
        var consumer = engine.registerStreamConsumer(request.streamArn, request.consumerName);
        engine.tagging().add(consumer.arn(), tags);
        return out -> out.registerStreamConsumer(consumer);
    }

    private Answer describeStreamConsumer(Request request) {
        var consumer = engine.describeStreamConsumer(request.consumerArn, request.streamArn, request.consumerName);
        return out -> out.describeStreamConsumer(consumer);
    }

    private Answer listStreamConsumers(Request request) {
        var page = engine.listStreamConsumers(
                request.streamArn,
                request.nextToken,
                Request.or(request.maxResults, Limits.LIST_CONSUMERS),
                request.streamCreationTimestamp);
        return out -> out.consumerPage(page);
    }

    private Answer deregisterStreamConsumer(Request request) {
        engine.deregisterStreamConsumer(request.consumerArn, request.streamArn, request.consumerName);
        return Answer.EMPTY;
    }
}
