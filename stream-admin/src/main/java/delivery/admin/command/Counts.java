package delivery.admin.command;

import delivery.app.AppException;

/** Numbers of shards as they are given. */
public final class Counts {
    /** What AWS takes in one call. */
    private static final int MAX = 10_000;

    private Counts() {}

    /** @throws AppException unless it is a number that AWS takes in one call */
    public static void check(String flag, int shards) {
        if (shards < 1 || shards > MAX) {
            throw AppException.usage(flag + " " + shards + " is not a number of shards: give 1 to " + MAX);
        }
    }
}
