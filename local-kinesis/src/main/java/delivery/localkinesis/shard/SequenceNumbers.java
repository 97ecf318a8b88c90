package delivery.localkinesis.shard;

import delivery.localkinesis.api.KinesisError;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Writes and reads the sequence numbers of one stream: 56 digits, as AWS's look. A prefix that no other stream has,
 * then the record's ordinal in its shard's line of descent, then the shard. So numbers grow within a shard and from
 * parent to child, and are unique in the stream.
 */
public final class SequenceNumbers {
    static final int LENGTH = 56;

    private static final String VERSION = "4956";
    private static final int CREATED_END = 17;
    private static final int PREFIX = 21;
    private static final int ORDINAL_END = 40;

    private final byte[] template = new byte[LENGTH];
    private final String prefix;

    /** @param salt tells streams made in the same millisecond apart, 0..9999 */
    public SequenceNumbers(long createdMillis, int salt) {
        Arrays.fill(template, (byte) '0');
        System.arraycopy(VERSION.getBytes(StandardCharsets.ISO_8859_1), 0, template, 0, VERSION.length());
        putDecimal(template, CREATED_END, createdMillis);
        putDecimal(template, PREFIX, salt);
        prefix = new String(template, 0, PREFIX, StandardCharsets.ISO_8859_1);
    }

    public String format(long ordinal, int shard) {
        var digits = template.clone();
        putDecimal(digits, ORDINAL_END, ordinal);
        putDecimal(digits, LENGTH, shard);
        return new String(digits, StandardCharsets.ISO_8859_1);
    }

    /** The ordinal of a number of this stream's shard. */
    public long ordinal(String number, int shard, String where) {
        if (!isDecimal(number)) {
            throw KinesisError.invalid("StartingSequenceNumber " + number + " used in GetShardIterator on shard "
                    + where + " is invalid.");
        }
        if (number.length() != LENGTH || !number.startsWith(prefix)) {
            throw foreign(number, where);
        }
        var encoded = Long.parseLong(number.substring(ORDINAL_END));
        if (encoded != shard) {
            throw KinesisError.invalid("Invalid StartingSequenceNumber. It encodes " + ShardIds.format(encoded)
                    + ", while it was used in a call to a shard with " + ShardIds.format(shard));
        }
        return parseOrdinal(number, where);
    }

    public static KinesisError foreign(String number, String where) {
        return KinesisError.invalid("StartingSequenceNumber " + number + " used in GetShardIterator on shard " + where
                + " is invalid because it did not come from this stream.");
    }

    private static long parseOrdinal(String number, String where) {
        try {
            return Long.parseLong(number.substring(PREFIX, ORDINAL_END));
        } catch (NumberFormatException e) {
            throw foreign(number, where);
        }
    }

    private static boolean isDecimal(String number) {
        return !number.isEmpty() && number.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    private static void putDecimal(byte[] digits, int end, long value) {
        for (var rest = value; rest > 0; rest /= 10) {
            digits[--end] = (byte) ('0' + rest % 10);
        }
    }
}
