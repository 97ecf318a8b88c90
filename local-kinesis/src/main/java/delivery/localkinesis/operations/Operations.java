package delivery.localkinesis.operations;

import delivery.localkinesis.api.KinesisError;
import delivery.localkinesis.api.NewRecord;
import delivery.localkinesis.engine.Engine;
import delivery.localkinesis.engine.RequestRules;
import delivery.localkinesis.engine.ShardFeed;
import delivery.localkinesis.fault.CallFaults;
import delivery.localkinesis.quota.Limits;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Optional;
import java.util.function.Function;

/** From an operation's name and body to the engine and back to a body. */
public final class Operations {
    private final Engine engine;
    private final ControlOperations control;

    public Operations(Engine engine) {
        this.engine = engine;
        this.control = new ControlOperations(engine);
    }

    /** Writes the answer; nothing has been written if it ends with a {@link KinesisError}. */
    public void answer(String name, byte[] body, Wire wire, CallFaults faults, OutputStream to) throws IOException {
        faults.refuse();
        var operation = named(name, faults);
        if (operation == null) {
            throw new KinesisError(KinesisError.Type.UnknownOperationException, "local-kinesis does not know " + name);
        }
        var answer = operation.apply(read(name, body, wire));
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

    /** Null if there is none of that name. */
    private Function<Request, Answer> named(String operation, CallFaults faults) {
        return switch (operation) {
            case "PutRecords" -> request -> putRecords(request, faults);
            case "PutRecord" -> this::putRecord;
            case "GetRecords" -> request -> getRecords(request, faults);
            case "GetShardIterator" -> this::getShardIterator;
            case "ListShards" -> request -> listShards(request, faults);
            default -> control.named(operation);
        };
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
        var asOf = faults.listedAt(engine);
        if (request.nextToken != null && (request.streamName != null || request.exclusiveStartShardId != null)) {
            throw KinesisError.invalid(
                    "NextToken and StreamName or ExclusiveStartShardId cannot be provided together.");
        }
        var page = request.nextToken != null
                ? engine.listShards(request.nextToken, maxResults, asOf)
                : engine.listShards(
                        request.stream(), request.filter(), request.exclusiveStartShardId, maxResults, asOf);
        return out -> out.shardPage(page);
    }
}
