package delivery.localkinesis.operations;

import delivery.localkinesis.api.KinesisError;
import delivery.localkinesis.api.NewRecord;
import delivery.localkinesis.api.NewStream;
import delivery.localkinesis.api.StreamMode;
import delivery.localkinesis.engine.Engine;
import delivery.localkinesis.engine.RequestRules;
import delivery.localkinesis.engine.ShardFeed;
import delivery.localkinesis.fault.CallFaults;
import delivery.localkinesis.quota.Limits;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Map;
import java.util.Optional;

/** From an operation's name and body to the engine and back to a body. */
public final class Operations {
    private final Engine engine;
    private final ControlOperations control;

    public Operations(Engine engine) {
        this.engine = engine;
        this.control = new ControlOperations(engine);
    }

    /** Writes the answer; nothing has been written if it ends with a {@link KinesisError}. */
    public void answer(String operation, byte[] body, Wire wire, CallFaults faults, OutputStream to)
            throws IOException {
        faults.refuse();
        var answer = act(operation, body, wire, faults);
        try (var out = new ResponseWriter(wire, to)) {
            answer.writeTo(out);
        }
    }

    /** SubscribeToShard, whose answer has no end yet. */
    public ShardFeed subscribe(byte[] body, Wire wire, CallFaults faults) {
        faults.refuse();
        var request = read("SubscribeToShard", body, wire);
        var position = RequestRules.required(request.startingPosition, "startingPosition");
        return engine.subscribe(
                request.consumerArn,
                request.shardId,
                position.positionType(),
                position.sequenceNumber,
                position.timestamp);
    }

    /** As {@link #answer} would write an answer. */
    public static void refuse(KinesisError error, Wire wire, OutputStream to) throws IOException {
        try (var out = new ResponseWriter(wire, to)) {
            out.error(error);
        }
    }

    /** The stream that a request is about, if it can be told: for the log only, as it is read a second time. */
    public Optional<String> streamNamed(byte[] body, Wire wire) {
        try {
            var request = RequestReader.read(body, wire);
            if (request.shardIterator != null) {
                return Optional.of(engine.streamOf(request.shardIterator));
            }
            return request.streamArn == null && request.streamName == null
                    ? Optional.empty()
                    : Optional.of(request.stream());
        } catch (KinesisError e) {
            return Optional.empty();
        }
    }

    interface Answer {
        Answer EMPTY = out -> {};

        void writeTo(ResponseWriter out) throws IOException;
    }

    private Answer act(String operation, byte[] body, Wire wire, CallFaults faults) {
        return switch (operation) {
            case "PutRecords" -> putRecords(read(operation, body, wire), faults);
            case "PutRecord" -> putRecord(read(operation, body, wire));
            case "GetRecords" -> getRecords(read(operation, body, wire), faults);
            case "GetShardIterator" -> getShardIterator(read(operation, body, wire));
            case "ListShards" -> listShards(read(operation, body, wire), faults);
            case "ListStreams" -> listStreams(read(operation, body, wire));
            case "DescribeStream" -> describeStream(read(operation, body, wire));
            case "DescribeStreamSummary" -> describeStreamSummary(read(operation, body, wire));
            case "CreateStream" -> createStream(read(operation, body, wire));
            case "DeleteStream" -> deleteStream(read(operation, body, wire));
            case "SplitShard" -> splitShard(read(operation, body, wire));
            case "MergeShards" -> mergeShards(read(operation, body, wire));
            default -> control(operation, body, wire);
        };
    }

    private Answer control(String operation, byte[] body, Wire wire) {
        var known = control.named(operation);
        if (known == null) {
            throw new KinesisError(
                    KinesisError.Type.UnknownOperationException, "local-kinesis does not know " + operation);
        }
        return known.apply(read(operation, body, wire));
    }

    private Request read(String operation, byte[] body, Wire wire) {
        var request = RequestReader.read(body, wire);
        engine.admit(
                operation,
                request.consumerArn,
                request.streamArn == null ? request.streamName : request.streamArn,
                request.shardId);
        return request;
    }

    private Answer putRecords(Request request, CallFaults faults) {
        RequestRules.required(request.records, "records");
        var result = faults.putRecords(engine, request.stream(), request.records);
        var keyId = engine.tuning().keyId(request.stream());
        return out -> {
            out.putRecords(result);
            out.encryption(keyId);
        };
    }

    private Answer putRecord(Request request) {
        var entry = new NewRecord(request.data, request.partitionKey, request.explicitHashKey);
        RequestRules.checkMembers(entry, "");
        if (request.sequenceNumberForOrdering != null) {
            RequestRules.checkSequenceNumber(request.sequenceNumberForOrdering, "sequenceNumberForOrdering");
        }
        var result = engine.putRecord(request.stream(), entry);
        var keyId = engine.tuning().keyId(request.stream());
        return out -> {
            out.putRecord(result);
            out.encryption(keyId);
        };
    }

    private Answer getRecords(Request request, CallFaults faults) {
        RequestRules.required(request.shardIterator, "shardIterator");
        var page = faults.readPage(engine, request.shardIterator, Request.or(request.limit, Limits.PAGE_RECORDS));
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

    private Answer listShards(Request request, CallFaults faults) {
        var maxResults = Request.or(request.maxResults, Limits.LIST_SHARDS);
        if (request.nextToken == null) {
            var page = engine.listShards(
                    request.stream(),
                    request.filter(),
                    request.exclusiveStartShardId,
                    maxResults,
                    faults.listedAt(engine));
            return out -> out.shardPage(page);
        }
        if (request.streamName != null || request.exclusiveStartShardId != null) {
            throw KinesisError.invalid(
                    "NextToken and StreamName or ExclusiveStartShardId cannot be provided together.");
        }
        var page = engine.listShards(request.nextToken, maxResults, faults.listedAt(engine));
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
        engine.createStream(newStream(request)
                .withMaxRecordKib(Request.or(request.maxRecordSizeInKiB, Limits.RECORD_KIB))
                .withTags(request.tags == null ? Map.of() : request.tags));
        return Answer.EMPTY;
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
}
