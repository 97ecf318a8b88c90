package delivery.localkinesis.shard;

import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/**
 * A sequence number taken apart. AWS names no layout; this is what is publicly known of it, from numbers of the developer
 * guide and from kinesalite, whose tests ran against AWS: of today's kind (version 2) 47 hexadecimal digits, which are
 * {@code 2}, the shard's second (9), the lowest digit of the shard (1), the index (16), {@code 00}, the record's second
 * (9), the shard (8) and the version (1).
 *
 * @param shardSecond when the shard was made, in seconds since 1970
 * @param index grows with every record; 0 of a shard's start, {@link #END} of its end
 * @param second when the record came, in seconds since 1970
 * @param shard may be negative in a number that somebody made up
 */
public record SequenceNumber(int version, long shardSecond, long index, long second, int shard) {
    public static final int VERSION = 2;
    public static final long END = Long.MAX_VALUE;

    private static final BigInteger OLDEST = BigInteger.ONE.shiftLeft(124);
    private static final int OLDEST_DIGITS = 32;
    private static final int DIGITS = 47;
    /** From there on AWS calls the time of the oldest kind too large. */
    private static final long OLDEST_SECONDS_END = 16_025_175_000L;

    /**
     * @param decimal digits only
     * @throws IllegalArgumentException if it is none; its message is the number as AWS says it again
     */
    public static SequenceNumber parse(String decimal) {
        var number = new BigInteger(decimal);
        if (number.compareTo(OLDEST) < 0) {
            number = number.add(OLDEST);
        }
        var digits = number.toString(16);
        var known = switch (digits.length()) {
            case OLDEST_DIGITS -> oldest(digits);
            case DIGITS -> digits.charAt(0) == '2' ? newer(digits) : null;
            default -> null;
        };
        if (known == null) {
            throw new IllegalArgumentException(number.toString());
        }
        return known;
    }

    /** Whether it is of version 3, which AWS knows no answer to but that it failed. */
    public static boolean isBeyondAws(String decimal) {
        var digits = new BigInteger(decimal).toString(16);
        return digits.length() == DIGITS && digits.charAt(0) == '2' && digits.charAt(DIGITS - 1) == '3';
    }

    /** As AWS says it again: the oldest kind was written without its first digit. */
    public static String normal(String decimal) {
        var number = new BigInteger(decimal);
        return number.compareTo(OLDEST) < 0 ? number.add(OLDEST).toString() : decimal;
    }

    private static @Nullable SequenceNumber oldest(String digits) {
        var second = hex(digits, 1, 10);
        return second < OLDEST_SECONDS_END ? new SequenceNumber(0, second, 0, 0, (int) hex(digits, 28, 32)) : null;
    }

    private static @Nullable SequenceNumber newer(String digits) {
        var shardSecond = hex(digits, 1, 10);
        var shard = (int) hex(digits, 38, 46);
        var version = digits.charAt(46);
        if (version == '1') {
            return new SequenceNumber(1, shardSecond, hex(digits, 36, 38), hex(digits, 13, 22), shard);
        }
        var index = hex(digits, 11, 27);
        return version != '2' || index < 0
                ? null
                : new SequenceNumber(VERSION, shardSecond, index, hex(digits, 29, 38), shard);
    }

    private static long hex(String digits, int from, int to) {
        return Long.parseUnsignedLong(digits, from, to, 16);
    }
}
