package delivery.localkinesis.shard;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;

/**
 * Writes the sequence numbers of one shard, laid out as {@link SequenceNumber} says. Half a million a second are written,
 * so the decimal digits are a sum of products of nine digits each, without a BigInteger.
 */
public final class SequenceNumbers {
    /** Decimal digits; of all times from 1970 to the year 3058. */
    public static final int LENGTH = 56;

    private static final int BASE = 1_000_000_000;
    private static final int BASE_DIGITS = 9;
    private static final int LIMBS = 7;
    /** 00, 01, and so on to 99: two digits are had at the price of one division. */
    private static final byte[] PAIRS = pairs();

    private static final long[] INDEX_UNIT = limbs(BigInteger.ONE.shiftLeft(80));
    private static final long[] SECOND_UNIT = limbs(BigInteger.ONE.shiftLeft(36));

    private final long shardSecond;
    private final long[] start;

    SequenceNumbers(long shardSecond, int shard) {
        this.shardSecond = shardSecond;
        var number = BigInteger.TWO
                .shiftLeft(36)
                .add(BigInteger.valueOf(shardSecond))
                .shiftLeft(4)
                .add(BigInteger.valueOf(shard & 0xf))
                .shiftLeft(144)
                .add(BigInteger.valueOf(shard).shiftLeft(4))
                .add(BigInteger.valueOf(SequenceNumber.VERSION));
        start = limbs(number);
    }

    /** The seconds since 1970 that all of them begin with. */
    public long shardSecond() {
        return shardSecond;
    }

    /** @param millis since 1970; a record is not older than its shard */
    public String format(long index, long millis) {
        var digits = new byte[LENGTH];
        write(index, millis, digits, 0);
        return new String(digits, StandardCharsets.ISO_8859_1);
    }

    /** As {@link #format}, {@link #LENGTH} digits of ASCII. */
    public void write(long index, long millis, byte[] to, int at) {
        var second = Math.max(shardSecond, Math.floorDiv(millis, 1_000L));
        var i0 = index % BASE;
        var i1 = index / BASE % BASE;
        var i2 = index / BASE / BASE;
        var s0 = second % BASE;
        var s1 = second / BASE;
        // Each sum is below 2^62: two factors below 10^9 each, three times.
        var carry = start[0] + i0 * INDEX_UNIT[0] + s0 * SECOND_UNIT[0];
        var end = at + LENGTH;
        carry = limb(carry, to, end);
        carry += start[1] + i0 * INDEX_UNIT[1] + i1 * INDEX_UNIT[0] + s0 * SECOND_UNIT[1] + s1 * SECOND_UNIT[0];
        carry = limb(carry, to, end - BASE_DIGITS);
        carry += start[2] + i0 * INDEX_UNIT[2] + i1 * INDEX_UNIT[1] + i2 * INDEX_UNIT[0] + s1 * SECOND_UNIT[1];
        carry = limb(carry, to, end - 2 * BASE_DIGITS);
        carry += start[3] + i1 * INDEX_UNIT[2] + i2 * INDEX_UNIT[1];
        carry = limb(carry, to, end - 3 * BASE_DIGITS);
        carry += start[4] + i2 * INDEX_UNIT[2];
        carry = limb(carry, to, end - 4 * BASE_DIGITS);
        carry = limb(carry + start[5], to, end - 5 * BASE_DIGITS);
        var highest = (int) (carry + start[6]);
        to[at] = (byte) ('0' + highest / 10);
        to[at + 1] = (byte) ('0' + highest % 10);
    }

    /** Writes the nine lowest digits, which end there; what is left over is carried. */
    private static long limb(long sum, byte[] to, int end) {
        var carry = sum / BASE;
        var rest = (int) (sum - carry * BASE);
        for (int at = end - 2; at > end - BASE_DIGITS; at -= 2) {
            var hundredth = rest / 100;
            var pair = 2 * (rest - 100 * hundredth);
            to[at] = PAIRS[pair];
            to[at + 1] = PAIRS[pair + 1];
            rest = hundredth;
        }
        to[end - BASE_DIGITS] = (byte) ('0' + rest);
        return carry;
    }

    private static byte[] pairs() {
        var pairs = new byte[200];
        for (int i = 0; i < 100; i++) {
            pairs[2 * i] = (byte) ('0' + i / 10);
            pairs[2 * i + 1] = (byte) ('0' + i % 10);
        }
        return pairs;
    }

    /** The number in base 10^9, lowest first. */
    private static long[] limbs(BigInteger number) {
        var limbs = new long[LIMBS];
        var rest = number;
        for (int i = 0; i < LIMBS; i++) {
            var parts = rest.divideAndRemainder(BigInteger.valueOf(BASE));
            limbs[i] = parts[1].longValue();
            rest = parts[0];
        }
        return limbs;
    }
}
