package delivery.protocol;

import delivery.model.OrderEvent;
import delivery.model.Position;
import delivery.model.SourceProgress;
import java.math.BigInteger;
import java.util.List;

/** What one frame of the ranking socket says. */
public sealed interface Message
        permits Batch,
                Message.Hello,
                Message.Welcome,
                Message.Refused,
                Message.Ack,
                Message.Rewind,
                Message.Fenced,
                Message.Leave,
                Message.GoAway,
                Message.Failure {
    /** The version that this code speaks, and the only one that it understands. */
    int VERSION = 5;

    /** The first frame of a session: who wants to bring which shard. */
    record Hello(Versions versions, Caller caller, StreamIdentity stream, ShardIdentity shard, Terms terms)
            implements Message {
        /** In the version that this code speaks. */
        public static Hello of(Caller caller, StreamIdentity stream, ShardIdentity shard, Terms terms) {
            return new Hello(Versions.OURS, caller, stream, shard, terms);
        }

        /** The same on other terms. */
        public Hello with(Terms other) {
            return new Hello(versions, caller, stream, shard, other);
        }
    }

    /** Of the protocol those that the consumer speaks, both ends included. */
    record Versions(int min, int max) {
        static final Versions OURS = new Versions(VERSION, VERSION);
    }

    /**
     * Who is asking.
     *
     * @param holder {@code host/pid}: named to whoever else asks for the shard
     * @param token the shared secret, empty if none
     */
    record Caller(String holder, String token) {}

    /**
     * What the server may do so that the shard can be given.
     *
     * @param takeover fence a present holder
     * @param acceptLoss go on over a gap that can no longer be read
     * @param share ask a present holder that has other shards too to hand this one over
     */
    record Terms(boolean takeover, boolean acceptLoss, boolean share) {
        /** Nothing beyond giving it. */
        public static final Terms NONE = new Terms(false, false, false);

        public Terms withoutTakeover() {
            return new Terms(false, acceptLoss, share);
        }
    }

    /** A stream of the same name made anew is another stream: hence its creation time, in milliseconds. */
    record StreamIdentity(String name, String arn, long createdAtMillis) {}

    /**
     * A shard, and where it comes from.
     *
     * @param parents of the parents those that the stream still lists; none, one (split) or two (merge)
     * @param expiredParents the others: whatever was in them has expired
     */
    record ShardIdentity(
            String shardId,
            List<String> parents,
            String startingHashKey,
            String endingHashKey,
            List<String> expiredParents) {
        /** One that was there from the beginning of the stream. */
        public static ShardIdentity of(String shardId, String startingHashKey, String endingHashKey) {
            return new ShardIdentity(shardId, List.of(), startingHashKey, endingHashKey, List.of());
        }
    }

    /**
     * The server gives the shard to this session.
     *
     * @param epoch to be echoed in each batch
     * @param position where to read on
     * @param maxFrameBytes the largest frame that the server takes
     * @param idleMillis silence after which the server gives the shard up: send an empty batch in time
     * @param readThroughMillis all that arrived on this shard before this moment (the stream's clock) is in the
     *     ranking; 0 if nothing is known
     */
    record Welcome(
            int version, long epoch, Position position, int maxFrameBytes, int idleMillis, long readThroughMillis)
            implements Message {}

    /** @param shards for {@link Reason#WAIT} the parents that have not ended yet */
    record Refused(Reason reason, String text, List<String> shards) implements Message {}

    /** Why a Hello is refused. */
    enum Reason {
        /** Another consumer has the shard. */
        BUSY,
        /** The shard's parents have not been read to their end. */
        WAIT,
        /** Wrong or missing token. */
        TOKEN,
        /** Another stream than the one that this server ranks, or one that was made anew. */
        STREAM,
        /** No common version. */
        VERSION,
        /** The shard has been read to its end already. */
        ENDED,
        /** The holder has other shards too and has been asked to hand this one over: ask again in a moment. */
        HANDOVER
    }

    /**
     * An event and where it was on the stream.
     *
     * @param part its number within an aggregated record, from 0; -1 if it came in a record of its own
     * @param arrivedAtMillis when the stream took it
     */
    record EventRecord(OrderEvent event, BigInteger sequenceNumber, int part, long arrivedAtMillis) {
        public EventRecord {
            if (sequenceNumber.signum() < 0) {
                throw new IllegalArgumentException("no sequence number: " + sequenceNumber);
            }
        }

        /** One that came in a record of its own. */
        public EventRecord(OrderEvent event, BigInteger sequenceNumber, long arrivedAtMillis) {
            this(event, sequenceNumber, -1, arrivedAtMillis);
        }
    }

    /**
     * Records that expired before they were read: what was between these positions, if anything, is lost for good.
     *
     * @param fromMillis when the earliest of them can have arrived
     * @param toMillis when the latest of them can have arrived
     */
    record Gap(Position from, Position to, long fromMillis, long toMillis) {}

    /** A source's progress and when the stream took it. */
    record ProgressRecord(SourceProgress progress, long arrivedAtMillis) {}

    /**
     * A record that is no event of ours: kept, not lost.
     *
     * @param part its number within an aggregated record, from 0; -1 if it came in a record of its own
     * @param bytes what it was, up to {@link #MAX_BYTES}
     * @param size how many bytes it had
     * @param source who put it on the stream, empty if unknown
     * @param number its number among the events of that source, 0 if unknown
     */
    record RejectedRecord(
            String sequenceNumber,
            int part,
            String partitionKey,
            long arrivedAtMillis,
            String reason,
            String message,
            byte[] bytes,
            int size,
            String source,
            long number) {
        /** Bytes kept of one record. */
        public static final int MAX_BYTES = 256 * 1024;

        /** One that came in a record of its own. */
        public RejectedRecord(
                String sequenceNumber,
                String partitionKey,
                long arrivedAtMillis,
                String reason,
                String message,
                byte[] bytes,
                int size,
                String source,
                long number) {
            this(sequenceNumber, -1, partitionKey, arrivedAtMillis, reason, message, bytes, size, source, number);
        }
    }

    /**
     * Everything up to {@code applied} is in the ranking, up to {@code durable} also on disk.
     *
     * @param release whether another consumer waits to go on from here: end the session and leave the shard to it
     */
    record Ack(Position applied, Position durable, boolean release) implements Message {
        public Ack(Position applied, Position durable) {
            this(applied, durable, false);
        }
    }

    /** Nothing of the batch was applied: read again from here. */
    record Rewind(Position position) implements Message {}

    /** Another consumer took the shard over: do not come back by yourself. */
    record Fenced(String newHolder) implements Message {}

    /** The consumer ends its session, and the shard is free; the other sessions of its connection go on. */
    record Leave() implements Message {}

    /** The server is stopping as planned: come back a little later. */
    record GoAway(String text) implements Message {}

    /**
     * The other side broke the protocol or a limit; its session ends, or the connection if this is said on session 0.
     *
     * @param text for a person
     */
    record Failure(Code code, String text) implements Message {
        /** What was wrong, for programs. New ones are added at the end; the order never changes. */
        public enum Code {
            /** What this version does not know. */
            UNSPECIFIED,
            /** Something else than this protocol. */
            NOT_A_FRAME,
            /** A frame beyond the size that is allowed at this point. */
            TOO_LARGE,
            /** The frame is not what its checksum says. */
            CHECKSUM,
            /** A frame of an unknown type, or whose payload is not of its type. */
            MALFORMED,
            /** A frame that has no place here, such as a second Hello. */
            UNEXPECTED,
            /** A Hello with names that are none or hash keys that are no range. */
            BAD_HELLO,
            /** A batch that contradicts itself. */
            BAD_BATCH,
            /** A batch of another shard or epoch than this session was given. */
            WRONG_EPOCH,
            /** Nothing was heard for too long. */
            SILENT,
            /** A frame that was begun but not completed in time. */
            SLOW,
            /** Too many connections or shards: in all, from one address, or without a Hello. */
            LIMIT,
            /** The server's own fault. */
            INTERNAL
        }
    }
}
