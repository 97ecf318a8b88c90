package delivery.model;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * A source's word on how far it is: its order events 1..{@code acknowledged} are on the stream. A control record, not
 * counted as an event; repeating it changes nothing.
 *
 * @param acknowledged 0..{@link OrderId#MAX_NUMBER}; all events up to it were acknowledged before this was put
 * @param closed whether the source has ended: nothing of it will follow
 * @param throttled how many times the service refused a record of this source for a shard's quota, by shard id, since the
 *     source began; at most {@value #MAX_THROTTLED} shards, counts 1..{@link OrderId#MAX_NUMBER}
 * @param writtenOff whether it is not the source's own word, but of someone who knows that it is dead
 */
public record SourceProgress(
        String source,
        long acknowledged,
        boolean closed,
        long atMillis,
        Map<String, Long> throttled,
        boolean writtenOff)
        implements StreamEvent {
    /** A word is to stay a small record, on a stream of many shards too. */
    public static final int MAX_THROTTLED = 64;

    private static final Pattern SHARD_ID = Pattern.compile("[a-zA-Z0-9_.-]{1,64}");

    public SourceProgress {
        SourceId.check(source);
        if (acknowledged < 0 || acknowledged > OrderId.MAX_NUMBER) {
            throw new IllegalArgumentException("acknowledged " + acknowledged + " is not in 0.." + OrderId.MAX_NUMBER);
        }
        OrderEvent.checkMillis("at", atMillis);
        if (throttled.size() > MAX_THROTTLED) {
            throw new IllegalArgumentException("throttled names more than " + MAX_THROTTLED + " shards");
        }
        if (!throttled.entrySet().stream().allMatch(each -> isThrottled(each.getKey(), each.getValue()))) {
            throw new IllegalArgumentException("throttled must be counts in 1.." + OrderId.MAX_NUMBER + " by shard id");
        }
        throttled = throttled.isEmpty() ? Map.of() : Collections.unmodifiableSortedMap(new TreeMap<>(throttled));
    }

    /** The source's own word. */
    public SourceProgress(
            String source, long acknowledged, boolean closed, long atMillis, Map<String, Long> throttled) {
        this(source, acknowledged, closed, atMillis, throttled, false);
    }

    /** Of a source that is dead, in its name. */
    public static SourceProgress writtenOff(String source, long acknowledged, long atMillis) {
        return new SourceProgress(source, acknowledged, true, atMillis, Map.of(), true);
    }

    /** Of a source that has never been throttled. */
    public SourceProgress(String source, long acknowledged, boolean closed, long atMillis) {
        this(source, acknowledged, closed, atMillis, Map.of());
    }

    /** Whether a shard of that id can be named; those of Kinesis can, which have 20 characters. */
    public static boolean canName(String shardId) {
        return SHARD_ID.matcher(shardId).matches();
    }

    static boolean isThrottled(String shardId, long count) {
        return canName(shardId) && count >= 1 && count <= OrderId.MAX_NUMBER;
    }
}
