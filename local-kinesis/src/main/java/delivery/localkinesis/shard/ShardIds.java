package delivery.localkinesis.shard;

/**
 * How shards are called: {@code shardId-000000000007} is the eighth shard its stream ever had. As on AWS, the number is
 * what counts: {@code shardId-7}, {@code any-7} and {@code 7} are understood as well.
 */
public final class ShardIds {
    public static final int NONE = -1;
    /** Of an id as it is given out, which is in ASCII. */
    public static final int LENGTH = 20;

    private static final String PREFIX = "shardId-";
    private static final int MOST_DIGITS = 18;

    private ShardIds() {}

    public static String format(long index) {
        var digits = Long.toString(index);
        return PREFIX + "0".repeat(Math.max(0, LENGTH - PREFIX.length() - digits.length())) + digits;
    }

    /** The shard's index, or {@link #NONE} if this is not how a shard is called. */
    public static int index(String id) {
        var dash = id.indexOf('-');
        var end = id.indexOf('-', dash + 1);
        var number = id.substring(dash + 1, dash < 0 || end < 0 ? id.length() : end);
        if (number.isEmpty() || number.length() > MOST_DIGITS || !number.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return NONE;
        }
        var index = Long.parseLong(number);
        return index > Integer.MAX_VALUE ? NONE : (int) index;
    }
}
