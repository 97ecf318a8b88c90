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
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/** From an operation's name and body to the engine and back to a body. */
public final class Operations {
    private static final int USUAL_BYTES = 1_024;
    private static final String PUT_RECORD = "PutRecord";
    private static final String PUT_RECORDS = "PutRecords";
    private static final List<String> ARNS = List.of("StreamARN", "ConsumerARN", "ResourceARN");
    /** Has no members, so that all of them are skipped. */
    private static final Shape ANY = Shape.parse("Any structure");

    private final Engine engine;
    private final ControlOperations control;

    public Operations(Engine engine) {
        this.engine = engine;
        this.control = new ControlOperations(engine);
    }

    /**
     * @throws KinesisError if there is no such operation, or the body is not of the wire's form; what is wrong with its
     *     members is told when it is performed
     */
    public Request read(String name, byte[] body, Wire wire) {
        var operation = Shapes.of(name);
        if (operation == null) {
            throw new KinesisError(KinesisError.Type.UnknownOperationException, null);
        }
        if (body.length == 0) {
            throw new KinesisError(KinesisError.Type.SerializationException, null);
        }
        return RequestReader.read(operation, body, wire);
    }

    /** Whether it is worth while to {@link #readUsual read it the short way}. */
    public static boolean mayBeUsual(String name) {
        return name.equals(PUT_RECORDS) || name.equals(PUT_RECORD);
    }

    /**
     * Null if it has to be {@link #read read at length}, from its bytes as they came.
     *
     * @param body is changed, and must not be changed by others before the request is answered
     * @param length of the request, which the body begins with
     */
    public @Nullable Request readUsual(String name, byte[] body, int length, Wire wire) {
        var put = UsualPuts.read(body, length, wire, name.equals(PUT_RECORD));
        return put == null ? null : new Request(Objects.requireNonNull(Shapes.of(name)), wire, put);
    }

    /**
     * Writes the answer; nothing has been written if it ends with a {@link KinesisError}.
     *
     * @param room where to, given about how many bytes it will be
     */
    public void answer(Request request, CallFaults faults, IntFunction<OutputStream> room) throws IOException {
        if (request.usualPut() != null) {
            answer(request.name(), request.usualPut(), request.wire(), faults, room);
            return;
        }
        admit(request, faults);
        if (request.name().equals("GetRecords")) {
            getRecords(request, faults, room);
            return;
        }
        var operation = named(request.name(), faults);
        if (operation == null) {
            throw new KinesisError(
                    KinesisError.Type.UnknownOperationException, "local-kinesis does not perform " + request.name());
        }
        var answer = operation.apply(request);
        if (answer == Answer.EMPTY) {
            return; // not even braces
        }
        write(answer, request.wire(), room);
    }

    private static void write(Answer answer, Wire wire, IntFunction<OutputStream> room) throws IOException {
        try (var out = new ResponseWriter(wire, room.apply(USUAL_BYTES))) {
            answer.writeTo(out);
        }
    }

    private void answer(String name, UsualPuts.Put put, Wire wire, CallFaults faults, IntFunction<OutputStream> room)
            throws IOException {
        faults.refuse();
        var single = name.equals(PUT_RECORD);
        var outcome = single
                ? engine.putRecords(put.stream(), put.batch(), null, "")
                : faults.putRecords(engine, put.stream(), put.batch());
        if (single && outcome.failed() > 0) {
            throw KinesisError.throttled(outcome.error(0));
        }
        var bytes = (put.batch().size() + 1) * PutAnswer.RECORD_BYTES;
        PutAnswer.write(outcome, single, wire, room.apply(bytes));
    }

    /** SubscribeToShard, whose answer has no end yet. */
    public ShardFeed subscribe(Request request, CallFaults faults) {
        admit(request, faults);
        var position = request.inner("StartingPosition");
        return engine.subscribe(
                request.text("ConsumerARN"),
                request.text("ShardId"),
                position.iteratorType("Type"),
                position.textOrNull("SequenceNumber"),
                position.time("Timestamp"));
    }

    /** As {@link #answer} would write an answer. */
    public static void refuse(KinesisError error, Wire wire, OutputStream to) throws IOException {
        try (var out = new ResponseWriter(wire, to)) {
            out.error(error);
        }
    }

    /** Whether that is a structure in JSON. */
    public static boolean isStructure(byte[] body) {
        try {
            RequestReader.read(ANY, body, Wire.JSON);
            return true;
        } catch (KinesisError e) {
            return false;
        }
    }

    /** The stream that a request is about, if it can be told: for the log only, as it is read a second time. */
    public Optional<String> streamNamed(String name, byte[] body, Wire wire) {
        try {
            var request = read(name, body, wire);
            var iterator = request.iteratorOrNull();
            return Optional.ofNullable(iterator == null ? request.streamOrNull() : engine.streamOf(iterator));
        } catch (KinesisError e) {
            return Optional.empty();
        }
    }

    interface Answer {
        Answer EMPTY = out -> {};

        void writeTo(ResponseWriter out) throws IOException;
    }

    /** Null if there is none of that name. */
    private @Nullable Function<Request, Answer> named(String operation, CallFaults faults) {
        return switch (operation) {
            case PUT_RECORDS -> request -> putRecords(request, faults);
            case PUT_RECORD -> this::putRecord;
            case "GetShardIterator" -> this::getShardIterator;
            case "ListShards" -> request -> listShards(request, faults);
            default -> control.named(operation);
        };
    }

    /** Its members first, then how often it comes: what is wrong in itself uses nothing up. */
    private void admit(Request request, CallFaults faults) {
        faults.refuse();
        if (request.misfit() != null) {
            throw request.misfit();
        }
        Constraints.check(request, isPut(request) && engine.tuning().spreads(request.streamOrNull()));
        for (var arn : ARNS) {
            RequestRules.checkAccount(request.name(), request.textOrNull(arn));
        }
        if (request.isSet("DryRun")) {
            tryOut(request);
        }
        engine.admit(
                request.name(),
                request.textOrNull("ConsumerARN"),
                request.streamOrNull(),
                request.textOrNull("ShardId"));
    }

    /** Such as may come without a partition key, if its stream needs none. */
    private static boolean isPut(Request request) {
        return request.shape().member("Records") != null || request.shape().member("PartitionKey") != null;
    }

    /** What would be done is not: there is no other answer than why. */
    private void tryOut(Request request) {
        var iterator = request.iteratorOrNull();
        if (iterator == null) {
            engine.describeStreamSummary(request.stream());
        } else {
            engine.streamOf(iterator);
        }
        throw new KinesisError(
                KinesisError.Type.DryRunOperationException,
                "The request was rejected because the DryRun parameter was specified.");
    }

    private Answer putRecords(Request request, CallFaults faults) {
        var outcome = faults.putRecords(engine, request.stream(), request.records());
        return out -> {
            out.putRecords(outcome.asResult());
            out.encryption(outcome.encrypted());
        };
    }

    private Answer putRecord(Request request) {
        var entry = new NewRecord(
                request.bytes("Data"), request.textOrNull("PartitionKey"), request.textOrNull("ExplicitHashKey"));
        var result = engine.putRecord(request.stream(), entry, request.textOrNull("SequenceNumberForOrdering"));
        var keyId = engine.tuning().keyId(request.stream());
        return out -> {
            out.putRecord(result);
            out.encryption(keyId != null);
        };
    }

    private void getRecords(Request request, CallFaults faults, IntFunction<OutputStream> room) throws IOException {
        var wire = request.wire();
        var arn = request.streamOrNull();
        if (arn != null && !arn.endsWith(":stream/" + engine.streamOf(request.iterator()))) {
            throw KinesisError.invalid("ShardIterator is not of the stream of StreamARN " + arn + ".");
        }
        try (var page = faults.readPage(engine, request.iterator(), request.number("Limit", Limits.PAGE_RECORDS))) {
            if (PageAnswer.isUsual(page, wire)) {
                PageAnswer.write(page, wire, room.apply(PageAnswer.bytes(page, wire)));
            } else {
                write(out -> out.getRecords(page), wire, room);
            }
        }
    }

    private Answer getShardIterator(Request request) {
        var iterator = engine.getShardIterator(
                request.stream(),
                request.text("ShardId"),
                request.iteratorType("ShardIteratorType"),
                request.textOrNull("StartingSequenceNumber"),
                request.time("Timestamp"));
        return out -> out.member("ShardIterator", iterator);
    }

    private Answer listShards(Request request, CallFaults faults) {
        var maxResults = request.number("MaxResults", Limits.LIST_SHARDS);
        var asOf = faults.listedAt(engine);
        var token = request.textOrNull("NextToken");
        var after = request.textOrNull("ExclusiveStartShardId");
        var created = request.time("StreamCreationTimestamp");
        if (token == null && request.streamOrNull() == null) {
            throw KinesisError.invalid("Either NextToken or StreamName should be provided.");
        }
        if (token != null && (request.streamOrNull() != null || after != null || created != null)) {
            var other = request.streamOrNull() != null ? "StreamName" : "StreamCreationTimestamp";
            throw KinesisError.invalid("NextToken and " + (after == null ? other : "ExclusiveStartShardId")
                    + " cannot be provided together.");
        }
        var page = token != null
                ? engine.listShards(token, maxResults, asOf)
                : engine.listShards(request.stream(), request.filter(), after, maxResults, asOf, created);
        return out -> out.shardPage(page);
    }
}
