package delivery.localkinesis;

import java.time.Instant;
import java.util.List;

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
    List<PutEntry> records;
    Request shardFilter;
    String streamMode;
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
        return streamArn == null ? streamName : streamArn;
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

    private static <E extends Enum<E>> E oneOf(Class<E> kind, String name, String member) {
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
