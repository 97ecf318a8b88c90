package delivery.localkinesis;

import java.io.IOException;
import java.io.OutputStream;

/** From an operation's name and body to the engine and back to a body. */
final class Operations {
    private final Engine engine;

    Operations(Engine engine) {
        this.engine = engine;
    }

    /** Writes the answer; nothing has been written if it ends with a {@link KinesisError}. */
    void answer(String operation, byte[] body, Wire wire, OutputStream to) throws IOException {
        var answer = act(operation, body, wire);
        try (var out = new ResponseWriter(wire, to)) {
            answer.writeTo(out);
        }
    }

    /** SubscribeToShard, whose answer has no end yet. */
    ShardFeed subscribe(byte[] body, Wire wire) {
        var request = RequestReader.read(body, wire);
        var position = RequestRules.required(request.startingPosition, "startingPosition");
        return engine.subscribe(
                request.consumerArn,
                request.shardId,
                position.positionType(),
                position.sequenceNumber,
                position.timestamp);
    }

    private interface Answer {
        Answer EMPTY = out -> {};

        void writeTo(ResponseWriter out) throws IOException;
    }

    private Answer act(String operation, byte[] body, Wire wire) {
        return switch (operation) {
            case "PutRecords" -> putRecords(RequestReader.read(body, wire));
            case "PutRecord" -> putRecord(RequestReader.read(body, wire));
            case "GetRecords" -> getRecords(RequestReader.read(body, wire));
            case "GetShardIterator" -> getShardIterator(RequestReader.read(body, wire));
            case "ListShards" -> listShards(RequestReader.read(body, wire));
            case "ListStreams" -> listStreams(RequestReader.read(body, wire));
            case "DescribeStream" -> describeStream(RequestReader.read(body, wire));
            case "DescribeStreamSummary" -> describeStreamSummary(RequestReader.read(body, wire));
            case "CreateStream" -> createStream(RequestReader.read(body, wire));
            case "DeleteStream" -> deleteStream(RequestReader.read(body, wire));
            case "SplitShard" -> splitShard(RequestReader.read(body, wire));
            case "MergeShards" -> mergeShards(RequestReader.read(body, wire));
            case "RegisterStreamConsumer" -> registerStreamConsumer(RequestReader.read(body, wire));
            case "DescribeStreamConsumer" -> describeStreamConsumer(RequestReader.read(body, wire));
            case "ListStreamConsumers" -> listStreamConsumers(RequestReader.read(body, wire));
            case "DeregisterStreamConsumer" -> deregisterStreamConsumer(RequestReader.read(body, wire));
            default ->
                throw new KinesisError(
                        KinesisError.Type.UnknownOperationException, "local-kinesis does not know " + operation);
        };
    }

    private Answer putRecords(Request request) {
        RequestRules.required(request.records, "records");
        var result = engine.putRecords(request.stream(), request.records);
        return out -> out.putRecords(result);
    }

    private Answer putRecord(Request request) {
        var entry = new PutEntry(request.data, request.partitionKey, request.explicitHashKey);
        RequestRules.checkMembers(entry, "");
        var result = engine.putRecord(request.stream(), entry);
        return out -> out.putRecord(result);
    }

    private Answer getRecords(Request request) {
        RequestRules.required(request.shardIterator, "shardIterator");
        var page = engine.readPage(request.shardIterator, Request.or(request.limit, Limits.PAGE_RECORDS));
        return out -> out.getRecords(page);
    }

    private Answer getShardIterator(Request request) {
        var iterator = engine.getShardIterator(
                request.stream(),
                request.shardId,
                request.iteratorType(),
                request.startingSequenceNumber,
                request.timestamp);
        return out -> out.member("ShardIterator", iterator);
    }

    private Answer listShards(Request request) {
        var maxResults = Request.or(request.maxResults, Limits.LIST_SHARDS);
        if (request.nextToken == null) {
            var page = engine.listShards(request.stream(), request.filter(), request.exclusiveStartShardId, maxResults);
            return out -> out.shardPage(page);
        }
        if (request.streamName != null || request.exclusiveStartShardId != null) {
            throw KinesisError.invalid(
                    "NextToken and StreamName or ExclusiveStartShardId cannot be provided together.");
        }
        var page = engine.listShards(request.nextToken, maxResults);
        return out -> out.shardPage(page);
    }

    private Answer listStreams(Request request) {
        // The token is no more than the last name seen.
        var after = request.nextToken == null ? request.exclusiveStartStreamName : request.nextToken;
        var page = engine.listStreams(after, Request.or(request.limit, Limits.DESCRIBE));
        return out -> out.streamPage(page);
    }

    private Answer describeStream(Request request) {
        var description = engine.describeStream(
                request.stream(), request.exclusiveStartShardId, Request.or(request.limit, Limits.DESCRIBE));
        return out -> out.describeStream(description);
    }

    private Answer describeStreamSummary(Request request) {
        var summary = engine.describeStreamSummary(request.stream());
        return out -> out.describeStreamSummary(summary);
    }

    private Answer createStream(Request request) {
        if ("ON_DEMAND".equals(request.streamMode)) {
            throw KinesisError.invalid("local-kinesis has provisioned streams only: give a ShardCount.");
        }
        RequestRules.required(request.shardCount, "shardCount");
        engine.createStream(request.streamName, request.shardCount);
        return Answer.EMPTY;
    }

    private Answer deleteStream(Request request) {
        engine.deleteStream(request.stream(), request.enforceConsumerDeletion);
        return Answer.EMPTY;
    }

    private Answer splitShard(Request request) {
        RequestRules.required(request.newStartingHashKey, "newStartingHashKey");
        engine.splitShard(
                request.stream(),
                RequestRules.required(request.shardToSplit, "shardToSplit"),
                request.newStartingHashKey);
        return Answer.EMPTY;
    }

    private Answer mergeShards(Request request) {
        engine.mergeShards(
                request.stream(),
                RequestRules.required(request.shardToMerge, "shardToMerge"),
                RequestRules.required(request.adjacentShardToMerge, "adjacentShardToMerge"));
        return Answer.EMPTY;
    }

    private Answer registerStreamConsumer(Request request) {
        var consumer = engine.registerStreamConsumer(request.streamArn, request.consumerName);
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
