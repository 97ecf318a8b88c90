package delivery.localkinesis.engine;

import delivery.localkinesis.api.KinesisError;
import delivery.localkinesis.api.ShardFilter;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;

/** Where a ListShards goes on: it carries the stream and the filter, which may not be given again. */
record NextToken(long streamUid, int afterShard, ShardFilter filter, long issuedMillis) {
    private static final String NOTHING = "-";

    String encode() {
        var text = String.join(
                "/",
                Long.toString(streamUid),
                Integer.toString(afterShard),
                Long.toString(issuedMillis),
                filter.type().name(),
                filter.shardId() == null ? NOTHING : filter.shardId(),
                filter.timestamp() == null ? NOTHING : filter.timestamp().toString());
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    static NextToken decode(String token) {
        try {
            var parts = new String(Base64.getDecoder().decode(token), StandardCharsets.UTF_8).split("/");
            var filter = new ShardFilter(
                    ShardFilter.Type.valueOf(parts[3]),
                    parts[4].equals(NOTHING) ? null : parts[4],
                    parts[5].equals(NOTHING) ? null : Instant.parse(parts[5]));
            return new NextToken(
                    Long.parseLong(parts[0]), Integer.parseInt(parts[1]), filter, Long.parseLong(parts[2]));
        } catch (RuntimeException e) { // whatever is wrong with it, it is not a token of ours
            throw KinesisError.invalid("NextToken is invalid.");
        }
    }
}
