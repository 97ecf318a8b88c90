package delivery.admin.command;

import delivery.app.AppException;
import delivery.kinesis.KinesisLimits;

/** Numbers of shards as they are given. */
public final class ShardCount {
    private ShardCount() {}

    /** @throws AppException unless it is a number that AWS takes in one call */
    public static void check(String flag, int shards) {
        if (shards < 1 || shards > KinesisLimits.SCALED_SHARDS) {
            throw AppException.usage(
                    flag + " " + shards + " is not a number of shards: give 1 to " + KinesisLimits.SCALED_SHARDS);
        }
    }
}
