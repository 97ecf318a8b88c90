package delivery.protocol;

import delivery.model.OrderEvent;
import delivery.model.Position;
import delivery.model.SourceProgress;
import java.math.BigInteger;
import java.util.List;

/** What one frame of the ranking socket says. */
public sealed interface Message {
    /** The version that this code speaks, and the only one that it understands. */
    int VERSION = 3;

    /**
     * The first frame of a session: who wants to bring which shard.
     *
     * @param token the shared secret, empty if none
     * @param holder who is asking, {@code host/pid}: named to whoever else asks for the shard
     * @param takeover whether to fence a present holder
     * @param acceptLoss whether to go on over a gap that can no longer be read
     * @param share whether a present holder that has other shards too is to be asked to hand this one over
     */
    record Hello(
            int minVersion,
            int maxVersion,
            String token,
            StreamIdentity stream,
            ShardIdentity shard,
            String holder,
            boolean takeover,
            boolean acceptLoss,
            boolean share)
            implements Message {}

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
            List<String> expiredParents) {}

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
     * What one page brought, or a part of it.
     *
     * @param after the position that the batch goes on from
     * @param to the position that it leads to; shard end in the same batch as the last records
     * @param millisBehindLatest as the stream said with the page
     * @param readThroughMillis all that arrived on this shard before this moment (milliseconds since the epoch, the
     *     stream's clock) has been read once this batch is applied
     * @param unknownFields fields of the events that the consumer did not know
     * @param children with shard end: the shards that go on from here
     * @param gap what lies between {@code after} and {@code to} may be lost; null, as a rule, if nothing can be
     */
    record Batch(
            long epoch,
            String shardId,
            Position after,
            Position to,
            long millisBehindLatest,
            long readThroughMillis,
            List<EventRecord> events,
            List<ProgressRecord> progress,
            List<RejectedRecord> rejected,
            int unknownFields,
            List<String> children,
            Gap gap)
            implements Message {
        /** Records that the batch accounts for. */
        public int records() {
            return events.size() + progress.size() + rejected.size();
        }
    }

    /**
     * An event and where it was on the stream.
     *
     * @param arrivedAtMillis when the stream took it
     */
    record EventRecord(OrderEvent event, BigInteger sequenceNumber, long arrivedAtMillis) {
        public EventRecord {
            if (sequenceNumber.signum() < 0) {
                throw new IllegalArgumentException("no sequence number: " + sequenceNumber);
            }
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
     * @param bytes what it was, up to {@link #MAX_BYTES}
     * @param size how many bytes it had
     * @param source who put it on the stream, empty if unknown
     * @param number its number among the events of that source, 0 if unknown
     */
    record RejectedRecord(
            String sequenceNumber,
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
            /** The payload is not what its checksum says. */
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
