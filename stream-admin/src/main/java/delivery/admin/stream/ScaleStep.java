package delivery.admin.stream;

import delivery.admin.command.Json;
import java.math.BigInteger;
import java.util.Map;

/** One change of shards that the service takes. Shards are named by hash key: most do not exist yet when one plans. */
sealed interface ScaleStep {
    /** Lets the service make so many equal shards. */
    record Update(int shards) implements ScaleStep {
        @Override
        public String text() {
            return "UpdateShardCount to " + shards;
        }

        @Override
        public Map<String, Object> json() {
            return Json.object("call", "UpdateShardCount", "shards", shards);
        }
    }

    /** Splits the shard that has this hash key, so that one begins there. */
    record Split(BigInteger at) implements ScaleStep {
        @Override
        public String text() {
            return "SplitShard at " + at + " (" + HashKeys.percent(at) + " of the hash keys)";
        }

        @Override
        public Map<String, Object> json() {
            return Json.object("call", "SplitShard", "at", at.toString());
        }
    }

    /** Merges the shard that begins at this hash key with the one before it. */
    record Merge(BigInteger at) implements ScaleStep {
        @Override
        public String text() {
            return "MergeShards that meet at " + at + " (" + HashKeys.percent(at) + " of the hash keys)";
        }

        @Override
        public Map<String, Object> json() {
            return Json.object("call", "MergeShards", "at", at.toString());
        }
    }

    String text();

    Map<String, Object> json();
}
