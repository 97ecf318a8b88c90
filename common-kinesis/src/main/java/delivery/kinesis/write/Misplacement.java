package delivery.kinesis.write;

/**
 * Notices a stream that does not go by our hash keys: on-demand streams may distribute records themselves. There records
 * come out in other shards than asked for, however fresh the shard map is. Not thread-safe.
 */
final class Misplacement {
    /** Fresh maps in a row that were no news although records had come out elsewhere. A list may be behind, but not for long. */
    private static final int SURE = 4;

    private boolean elsewhere;
    private int wrongMaps;

    /** A record came out in another shard than the map says. */
    void found() {
        elsewhere = true;
    }

    /** The map was read again. True once, when it cannot be the map any more. */
    boolean refreshed(boolean changed) {
        if (isSure()) {
            return false;
        }
        wrongMaps = elsewhere && !changed ? wrongMaps + 1 : 0;
        elsewhere = false;
        return isSure();
    }

    boolean isSure() {
        return wrongMaps >= SURE;
    }
}
