package delivery.protocol;

import delivery.protocol.Message.Ack;
import delivery.protocol.Message.Batch;
import delivery.protocol.Message.Failure;
import delivery.protocol.Message.Fenced;
import delivery.protocol.Message.GoAway;
import delivery.protocol.Message.Hello;
import delivery.protocol.Message.Leave;
import delivery.protocol.Message.Reason;
import delivery.protocol.Message.Refused;
import delivery.protocol.Message.Rewind;
import delivery.protocol.Message.ShardIdentity;
import delivery.protocol.Message.StreamIdentity;
import delivery.protocol.Message.Welcome;
import java.util.List;

/**
 * Messages to payloads and back. A payload may be longer than this version knows, since newer fields follow the old; and
 * it may end where version 1 ended, in which case the newer fields have their defaults.
 */
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
    private static final int LEAVE = 10;

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
        } else if (message instanceof Leave) {
            return LEAVE;
        }
        return FAILURE;
    }

    static byte[] encode(Message message) {
        var out = new WireWriter();
        if (message instanceof Batch batch) {
            BatchWire.write(out, batch);
        } else if (message instanceof Ack ack) {
            out.position(ack.applied());
            out.position(ack.durable());
            out.bool(ack.release());
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
            out.i64(welcome.readThroughMillis());
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
            out.u8(failure.code().ordinal());
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
        out.list(hello.shard().expiredParents(), out::text);
        out.bool(hello.share());
    }

    /** @throws RuntimeException of one kind or another if the payload is not of that type */
    static Message decode(int type, byte[] payload) {
        var in = new WireReader(payload);
        return switch (type) {
            case HELLO -> readHello(in);
            case WELCOME ->
                new Welcome(in.i32(), in.i64(), in.position(), in.i32(), in.i32(), in.isAtEnd() ? 0 : in.i64());
            case REFUSED -> new Refused(in.constant(Reason.values()), in.text(), in.list(in::text));
            case BATCH -> BatchWire.read(in);
            case ACK -> new Ack(in.position(), in.position(), !in.isAtEnd() && in.bool());
            case REWIND -> new Rewind(in.position());
            case FENCED -> new Fenced(in.text());
            case GO_AWAY -> new GoAway(in.text());
            case FAILURE -> readFailure(in);
            case LEAVE -> new Leave();
            default -> throw new IllegalArgumentException("no such type of frame: " + type);
        };
    }

    private static Failure readFailure(WireReader in) {
        var text = in.text();
        var code = in.isAtEnd() ? 0 : in.u8();
        var codes = Failure.Code.values();
        return new Failure(code < codes.length ? codes[code] : Failure.Code.UNSPECIFIED, text);
    }

    private static Hello readHello(WireReader in) {
        var minVersion = in.i32();
        var maxVersion = in.i32();
        var token = in.text();
        var stream = new StreamIdentity(in.text(), in.text(), in.i64());
        var shardId = in.text();
        var parents = in.list(in::text);
        var startingHashKey = in.text();
        var endingHashKey = in.text();
        var holder = in.text();
        var takeover = in.bool();
        var acceptLoss = in.bool();
        var expiredParents = in.isAtEnd() ? List.<String>of() : in.list(in::text);
        var share = !in.isAtEnd() && in.bool();
        var shard = new ShardIdentity(shardId, parents, startingHashKey, endingHashKey, expiredParents);
        return new Hello(minVersion, maxVersion, token, stream, shard, holder, takeover, acceptLoss, share);
    }
}
