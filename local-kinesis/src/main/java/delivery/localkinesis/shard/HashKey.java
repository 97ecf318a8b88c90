package delivery.localkinesis.shard;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A point of the hash key space, 0 to 2^128-1, as two unsigned halves: half a million a second are looked up. */
public record HashKey(long high, long low) implements Comparable<HashKey> {
    static final HashKey MIN = new HashKey(0, 0);
    public static final HashKey MAX = new HashKey(-1, -1);

    private static final byte[] MAX_DECIMAL = MAX.toString().getBytes(StandardCharsets.US_ASCII);
    private static final int CHUNK_DIGITS = 18;
    private static final ThreadLocal<MessageDigest> MD5 = ThreadLocal.withInitial(HashKey::md5);

    /** Where a record without an explicit hash key goes. */
    public static HashKey ofPartitionKey(String partitionKey) {
        var bytes = partitionKey.getBytes(StandardCharsets.UTF_8);
        return ofPartitionKey(bytes, 0, bytes.length);
    }

    /** As {@link #ofPartitionKey(String)}, of its UTF-8 bytes. */
    public static HashKey ofPartitionKey(byte[] bytes, int from, int to) {
        var md5 = MD5.get();
        md5.update(bytes, from, to - from);
        var digest = ByteBuffer.wrap(md5.digest());
        return new HashKey(digest.getLong(), digest.getLong());
    }

    /** @throws IllegalArgumentException unless it is a decimal number in 0..2^128-1, written as AWS accepts it */
    public static HashKey parse(String decimal) {
        var digits = decimal.getBytes(StandardCharsets.UTF_8);
        var key = parse(digits, 0, digits.length);
        if (key == null) {
            throw new IllegalArgumentException(decimal);
        }
        return key;
    }

    /** As {@link #parse(String)}, of ASCII; null if it is none. */
    public static @Nullable HashKey parse(byte[] decimal, int from, int to) {
        var length = to - from;
        if (length == 0
                || length > MAX_DECIMAL.length
                || (length > 1 && decimal[from] == '0')
                || (length == MAX_DECIMAL.length && Arrays.compare(decimal, from, to, MAX_DECIMAL, 0, length) > 0)) {
            return null;
        }
        long high = 0;
        long low = 0;
        for (int at = from; at < to; ) {
            long chunk = 0;
            long scale = 1;
            for (var end = Math.min(to, at + CHUNK_DIGITS); at < end; at++) {
                var digit = decimal[at] - '0';
                if (digit < 0 || digit > 9) {
                    return null;
                }
                chunk = chunk * 10 + digit;
                scale *= 10;
            }
            // (high, low) * scale + chunk; multiplyHigh is signed, the second term makes it unsigned in low.
            high = high * scale + Math.multiplyHigh(low, scale) + ((low >> 63) & scale);
            low *= scale;
            if (Long.compareUnsigned(low + chunk, low) < 0) {
                high++;
            }
            low += chunk;
        }
        return new HashKey(high, low);
    }

    /** Where range {@code i} of {@code n} equal ranges begins. */
    public static HashKey startOfRange(int i, int n) {
        var width = BigInteger.ONE.shiftLeft(128).divide(BigInteger.valueOf(n));
        var start = width.multiply(BigInteger.valueOf(i));
        return new HashKey(start.shiftRight(64).longValue(), start.longValue());
    }

    /** The upper of the two if there are two; both are at least one apart. */
    static HashKey middle(HashKey low, HashKey high) {
        var sum = low.number().add(high.number()).add(BigInteger.ONE).shiftRight(1);
        return new HashKey(sum.shiftRight(64).longValue(), sum.longValue());
    }

    /** What part of the whole space lies from this key to the other. */
    double shareTo(HashKey other) {
        return Math.scalb(unsigned(other.high - high), -64) + Math.scalb(unsigned(other.low) - unsigned(low), -128);
    }

    public HashKey previous() {
        return new HashKey(low == 0 ? high - 1 : high, low - 1);
    }

    @Override
    public int compareTo(HashKey other) {
        var highs = Long.compareUnsigned(high, other.high);
        return highs != 0 ? highs : Long.compareUnsigned(low, other.low);
    }

    @Override
    public String toString() {
        return number().toString();
    }

    private BigInteger number() {
        return new BigInteger(
                1, ByteBuffer.allocate(16).putLong(high).putLong(low).array());
    }

    private static double unsigned(long half) {
        return half >= 0 ? half : half + Math.scalb(1.0, 64);
    }

    private static MessageDigest md5() {
        try {
            return MessageDigest.getInstance("MD5");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has MD5", e);
        }
    }
}
