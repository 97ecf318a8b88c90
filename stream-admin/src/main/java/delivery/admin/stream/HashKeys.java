package delivery.admin.stream;

import delivery.kinesis.Shard;
import delivery.kinesis.ShardMap;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Locale;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Shares of the key space. */
final class HashKeys {
    private static final BigInteger ALL = ShardMap.MAX_HASH_KEY.add(BigInteger.ONE);

    private HashKeys() {}

    /** One as it is given. */
    static final class Converter implements ITypeConverter<BigInteger> {
        @Override
        public BigInteger convert(String text) {
            if (!text.matches("[0-9]{1,39}") || new BigInteger(text).compareTo(ShardMap.MAX_HASH_KEY) > 0) {
                throw new TypeConversionException(
                        "'" + text + "' is not a hash key: give a whole number from 0 to " + ShardMap.MAX_HASH_KEY);
            }
            return new BigInteger(text);
        }
    }

    /** How many hash keys a shard has. */
    static BigInteger width(Shard shard) {
        return shard.endingHashKey().subtract(shard.startingHashKey()).add(BigInteger.ONE);
    }

    /** So many keys as a share of all, 0 to 1. */
    static double share(BigInteger keys) {
        return new BigDecimal(keys).doubleValue() / ALL.doubleValue();
    }

    /** As {@link #share}, for people. */
    static String percent(BigInteger keys) {
        return String.format(Locale.ROOT, "%.2f %%", 100 * share(keys));
    }

    /** Where range {@code i} of {@code n} equal ones begins; the last one takes what does not divide. */
    static BigInteger startOfRange(int i, int n) {
        return ALL.divide(BigInteger.valueOf(n)).multiply(BigInteger.valueOf(i));
    }
}
