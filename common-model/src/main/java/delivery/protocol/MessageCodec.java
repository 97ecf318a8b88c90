package delivery.protocol;

import delivery.model.SourceProgress;
import delivery.protocol.Message.Ack;
import delivery.protocol.Message.Batch;
import delivery.protocol.Message.Failure;
import delivery.protocol.Message.Fenced;
import delivery.protocol.Message.GoAway;
import delivery.protocol.Message.Hello;
import delivery.protocol.Message.ProgressRecord;
import delivery.protocol.Message.Reason;
import delivery.protocol.Message.Refused;
import delivery.protocol.Message.RejectedRecord;
import delivery.protocol.Message.Rewind;
import delivery.protocol.Message.ShardIdentity;
import delivery.protocol.Message.StreamIdentity;
import delivery.protocol.Message.Welcome;

/** Messages to payloads and back. A payload may be longer than this version knows: newer fields follow the old. */
final class MessageCodec {
    private static final int HELLO = 1;
    private static final int WELCOME = 2;
    private static final int REFUSED = 3;
    private static final int BATCH = 4;
    private static final int ACK = 5;
    private static final int REWIND = 6;
    private static final int FENCED = 7;
    private static final int GO_AWAY = 8;
    private static final int FAILURE = 9;

    private MessageCodec() {}

    static int typeOf(Message message) {
        if (message instanceof Batch) {
            return BATCH;
        } else if (message instanceof Ack) {
            return ACK;
        } else if (message instanceof Rewind) {
            return REWIND;
        } else if (message instanceof Hello) {
            return HELLO;
        } else if (message instanceof Welcome) {
            return WELCOME;
        } else if (message instanceof Refused) {
            return REFUSED;
        } else if (message instanceof Fenced) {
            return FENCED;
        } else if (message instanceof GoAway) {
            return GO_AWAY;
        }
        return FAILURE;
    }

    static byte[] encode(Message message) {
        var out = new WireWriter();
        if (message instanceof Batch batch) {
            write(out, batch);
        } else if (message instanceof Ack ack) {
            out.position(ack.applied());
            out.position(ack.durable());
        } else if (message instanceof Rewind rewind) {
            out.position(rewind.position());
        } else if (message instanceof Hello hello) {
            write(out, hello);
        } else if (message instanceof Welcome welcome) {
            out.i32(welcome.version());
            out.i64(welcome.epoch());
            out.position(welcome.position());
            out.i32(welcome.maxFrameBytes());
            out.i32(welcome.idleMillis());
        } else if (message instanceof Refused refused) {
            out.u8(refused.reason().ordinal());
            out.text(refused.text());
            out.list(refused.shards(), out::text);
        } else if (message instanceof Fenced fenced) {
            out.text(fenced.newHolder());
        } else if (message instanceof GoAway goAway) {
            out.text(goAway.text());
        } else if (message instanceof Failure failure) {
            out.text(failure.text());
        }
        return out.toBytes();
    }

    private static void write(WireWriter out, Hello hello) {
        out.i32(hello.minVersion());
        out.i32(hello.maxVersion());
        out.text(hello.token());
        out.text(hello.stream().name());
        out.text(hello.stream().arn());
        out.i64(hello.stream().createdAtMillis());
        out.text(hello.shard().shardId());
        out.list(hello.shard().parents(), out::text);
        out.text(hello.shard().startingHashKey());
        out.text(hello.shard().endingHashKey());
        out.text(hello.holder());
        out.bool(hello.takeover());
        out.bool(hello.acceptLoss());
    }

    private static void write(WireWriter out, Batch batch) {
        out.i64(batch.epoch());
        out.text(batch.shardId());
        out.position(batch.after());
        out.position(batch.to());
        out.i64(batch.millisBehindLatest());
        out.i64(batch.readThroughMillis());
        out.i32(batch.unknownFields());
        out.list(batch.events(), event -> EventWire.write(out, event));
        out.list(batch.progress(), record -> {
            out.text(record.progress().source());
            out.i64(record.progress().acknowledged());
            out.bool(record.progress().closed());
            out.i64(record.progress().atMillis());
            out.i64(record.arrivedAtMillis());
        });
        out.list(batch.rejected(), record -> {
            out.text(record.sequenceNumber());
            out.text(record.partitionKey());
            out.i64(record.arrivedAtMillis());
            out.text(record.reason());
            out.text(record.message());
            out.bytes(record.bytes());
            out.i32(record.size());
        });
        out.list(batch.children(), out::text);
    }

    /** @throws RuntimeException of one kind or another if the payload is not of that type */
    static Message decode(int type, byte[] payload) {
        var in = new WireReader(payload);
        return switch (type) {
            case HELLO ->
                new Hello(
                        in.i32(),
                        in.i32(),
                        in.text(),
                        new StreamIdentity(in.text(), in.text(), in.i64()),
                        new ShardIdentity(in.text(), in.list(in::text), in.text(), in.text()),
                        in.text(),
                        in.bool(),
                        in.bool());
            case WELCOME -> new Welcome(in.i32(), in.i64(), in.position(), in.i32(), in.i32());
            case REFUSED -> new Refused(in.constant(Reason.values()), in.text(), in.list(in::text));
            case BATCH -> readBatch(in);
            case ACK -> new Ack(in.position(), in.position());
            case REWIND -> new Rewind(in.position());
            case FENCED -> new Fenced(in.text());
            case GO_AWAY -> new GoAway(in.text());
            case FAILURE -> new Failure(in.text());
            default -> throw new IllegalArgumentException("no such type of frame: " + type);
        };
    }

    private static Batch readBatch(WireReader in) {
        var epoch = in.i64();
        var shardId = in.text();
        var after = in.position();
        var to = in.position();
        var millisBehindLatest = in.i64();
        var readThroughMillis = in.i64();
        var unknownFields = in.i32();
        var events = in.list(() -> EventWire.read(in));
        var progress = in.list(
                () -> new ProgressRecord(new SourceProgress(in.text(), in.i64(), in.bool(), in.i64()), in.i64()));
        var rejected = in.list(
                () -> new RejectedRecord(in.text(), in.text(), in.i64(), in.text(), in.text(), in.bytes(), in.i32()));
        var children = in.list(in::text);
        return new Batch(
                epoch,
                shardId,
                after,
                to,
                millisBehindLatest,
                readThroughMillis,
                events,
                progress,
                rejected,
                unknownFields,
                children);
    }
}
