package delivery.localkinesis.shard;

import java.util.Locale;
import java.util.regex.Pattern;

/** How shards are called: {@code shardId-000000000007} is the eighth shard its stream ever had. */
public final class ShardIds {
    public static final int NONE = -1;

    private static final Pattern FORM = Pattern.compile("shardId-0*(\\d{1,9})");
    private static final int LENGTH = "shardId-000000000000".length();

    private ShardIds() {}

    public static String format(long index) {
        return String.format(Locale.ROOT, "shardId-%012d", index);
    }

    /** The shard's index, or {@link #NONE} if this is not how a shard is called. */
    public static int index(String id) {
        var form = FORM.matcher(id);
        return id.length() == LENGTH && form.matches() ? Integer.parseInt(form.group(1)) : NONE;
    }
}
