package delivery.admin;

import delivery.app.AppException;

/** Numbers of shards as they are given. */
final class Counts {
    /** What AWS takes in one call. */
    private static final int MAX = 10_000;

    private Counts() {}

    static void check(String flag, int shards) {
        if (shards < 1 || shards > MAX) {
            throw AppException.usage(flag + " " + shards + " is not a number of shards: give 1 to " + MAX);
        }
    }
}
