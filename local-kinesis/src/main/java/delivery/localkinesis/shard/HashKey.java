package delivery.localkinesis.shard;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** A point of the hash key space, 0 to 2^128-1, as two unsigned halves: half a million a second are looked up. */
public record HashKey(long high, long low) implements Comparable<HashKey> {
    static final HashKey MIN = new HashKey(0, 0);
    public static final HashKey MAX = new HashKey(-1, -1);

    private static final String MAX_DECIMAL = MAX.toString();
    private static final int CHUNK_DIGITS = 18;
    private static final ThreadLocal<MessageDigest> MD5 = ThreadLocal.withInitial(HashKey::md5);

    /** Where a record without an explicit hash key goes. */
    public static HashKey ofPartitionKey(String partitionKey) {
        var digest = ByteBuffer.wrap(MD5.get().digest(partitionKey.getBytes(StandardCharsets.UTF_8)));
        return new HashKey(digest.getLong(), digest.getLong());
    }

    /** @throws IllegalArgumentException unless it is a decimal number in 0..2^128-1, written as AWS accepts it */
    public static HashKey parse(String decimal) {
        var length = decimal.length();
        var max = MAX_DECIMAL.length();
        if (length == 0
                || length > max
                || (length > 1 && decimal.charAt(0) == '0')
                || (length == max && decimal.compareTo(MAX_DECIMAL) > 0)) {
            throw new IllegalArgumentException(decimal);
        }
        long high = 0;
        long low = 0;
        for (int at = 0; at < length; ) {
            long chunk = 0;
            long scale = 1;
            for (var end = Math.min(length, at + CHUNK_DIGITS); at < end; at++) {
                var digit = decimal.charAt(at) - '0';
                if (digit < 0 || digit > 9) {
                    throw new IllegalArgumentException(decimal);
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
        return new BigInteger(
                        1, ByteBuffer.allocate(16).putLong(high).putLong(low).array())
                .toString();
    }

    private static MessageDigest md5() {
        try {
            return MessageDigest.getInstance("MD5");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has MD5", e);
        }
    }
}
