package delivery.model;

import java.math.BigInteger;
import java.util.Objects;

/**
 * How far one shard has been read: not at all, up to a record, or to its end. Ordered, and comparable within one shard
 * only: sequence numbers of different shards have nothing to do with each other.
 */
public record Position(Kind kind, BigInteger sequenceNumber) implements Comparable<Position> {
    public static final Position TRIM_HORIZON = new Position(Kind.TRIM_HORIZON, BigInteger.ZERO);
    /** Only a null NextShardIterator leads here. */
    public static final Position SHARD_END = new Position(Kind.SHARD_END, BigInteger.ZERO);

    /** In the order in which a shard passes through them. */
    public enum Kind {
        TRIM_HORIZON,
        AFTER,
        SHARD_END
    }

    public Position {
        Objects.requireNonNull(kind, "kind");
        if (sequenceNumber.signum() < 0 || kind != Kind.AFTER && sequenceNumber.signum() != 0) {
            throw new IllegalArgumentException("no position: " + kind + " " + sequenceNumber);
        }
    }

    /** Just behind the record with this decimal sequence number. */
    public static Position after(String sequenceNumber) {
        return new Position(Kind.AFTER, SequenceDigits.parse(sequenceNumber));
    }

    /** The inverse of {@link #toString()}. */
    public static Position parse(String text) {
        return switch (text) {
            case "TRIM_HORIZON" -> TRIM_HORIZON;
            case "SHARD_END" -> SHARD_END;
            default -> after(text);
        };
    }

    public boolean isShardEnd() {
        return kind == Kind.SHARD_END;
    }

    /** As numbers: as strings, "9" would follow "10". */
    @Override
    public int compareTo(Position other) {
        var byKind = kind.compareTo(other.kind);
        return byKind != 0 ? byKind : sequenceNumber.compareTo(other.sequenceNumber);
    }

    /** The decimal sequence number, or the name of the kind. */
    @Override
    public String toString() {
        return kind == Kind.AFTER ? sequenceNumber.toString() : kind.name();
    }
}
