package delivery.localkinesis.operations;

import delivery.localkinesis.api.IteratorType;
import delivery.localkinesis.api.KinesisError;
import delivery.localkinesis.api.NewRecord;
import delivery.localkinesis.api.ShardFilter;
import delivery.localkinesis.api.StreamMode;
import delivery.localkinesis.engine.RequestRules;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** The members a request may have, of all operations together; null: not given. Filled by {@link RequestReader}. */
final class Request {
    String streamName;
    String streamArn;
    Integer shardCount;
    Integer limit;
    Integer maxResults;
    String nextToken;
    String exclusiveStartShardId;
    String exclusiveStartStreamName;
    String shardId;
    String shardIteratorType;
    String startingSequenceNumber;
    Instant timestamp;
    String shardIterator;
    String shardToSplit;
    String newStartingHashKey;
    String shardToMerge;
    String adjacentShardToMerge;
    byte[] data;
    String partitionKey;
    String explicitHashKey;
    List<NewRecord> records;
    Request shardFilter;
    Request modeDetails;
    String streamMode;
    Integer targetShardCount;
    String scalingType;
    Integer retentionPeriodHours;
    Integer maxRecordSizeInKiB;
    String sequenceNumberForOrdering;
    String encryptionType;
    String keyId;
    List<String> shardLevelMetrics;
    Map<String, String> tags;
    List<String> tagKeys;
    String exclusiveStartTagKey;
    String resourceArn;
    String type;
    boolean enforceConsumerDeletion;
    String consumerName;
    String consumerArn;
    Instant streamCreationTimestamp;
    Request startingPosition;
    String sequenceNumber;

    String stream() {
        if (streamArn == null && streamName == null) {
            throw KinesisError.invalid("Either StreamName or StreamARN must be given.");
        }
        if (streamName != null && (streamName.isEmpty() || streamName.indexOf(':') >= 0)) {
            RequestRules.checkStreamName(streamName); // an ARN is not a name
        }
        if (streamArn == null) {
            return streamName;
        }
        if (!streamArn.startsWith("arn:")) {
            RequestRules.checkStreamArn(streamArn, "streamARN");
        }
        if (streamName != null && !streamArn.endsWith(":stream/" + streamName)) {
            throw KinesisError.invalid(
                    "StreamName " + streamName + " is not the stream of StreamARN " + streamArn + ".");
        }
        return streamArn;
    }

    /** Of TagResource and its kind. */
    String resource() {
        RequestRules.checkStreamArn(RequestRules.required(resourceArn, "resourceARN"), "resourceARN");
        return resourceArn;
    }

    /** PROVISIONED if nothing is said of it. */
    StreamMode mode() {
        return modeDetails == null
                ? StreamMode.PROVISIONED
                : oneOf(StreamMode.class, modeDetails.streamMode, "streamModeDetails.streamMode");
    }

    ShardFilter filter() {
        return shardFilter == null
                ? ShardFilter.ALL
                : new ShardFilter(
                        oneOf(ShardFilter.Type.class, shardFilter.type, "shardFilter.type"),
                        shardFilter.shardId,
                        shardFilter.timestamp);
    }

    IteratorType iteratorType() {
        return oneOf(IteratorType.class, shardIteratorType, "shardIteratorType");
    }

    /** Of the starting position of a subscription. */
    IteratorType positionType() {
        return oneOf(IteratorType.class, type, "startingPosition.type");
    }

    static int or(Integer given, int otherwise) {
        return given == null ? otherwise : given;
    }

    static <E extends Enum<E>> E oneOf(Class<E> kind, String name, String member) {
        RequestRules.required(name, member);
        for (var constant : kind.getEnumConstants()) {
            if (constant.name().equals(name)) {
                return constant;
            }
        }
        throw KinesisError.constraint(
                name, member, "Member must satisfy enum value set: " + List.of(kind.getEnumConstants()));
    }
}
