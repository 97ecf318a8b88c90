package delivery.kinesis.read;

import java.util.Map;
import java.util.WeakHashMap;

/**
 * How many records a page may have, so that the pages of all shards that one process reads have room in its heap together. Who
 * asks while little is held gets whole pages, however many shards there are; when all catch up at once, each gets less.
 * Thread-safe.
 */
public final class PageRoom {
    /** Whatever the others hold: a reader always comes on. */
    static final int LEAST = 100;

    /** An event of 250 bytes as it came, decoded, and in the batch that brings it, with room to spare. */
    private static final int BYTES_A_RECORD = 2_048;

    private static final int SHARE_OF_HEAP = 4;
    /** Of what is free, so that there is something for the next one. */
    private static final int SHARE_OF_FREE = 4;

    private final long records;
    /** Until a reader is gone, with the page that it holds. */
    private final Map<Object, Integer> held = new WeakHashMap<>();

    /** @param records that all pages may have together, about */
    PageRoom(long records) {
        this.records = records;
    }

    /** A quarter of what this JVM may have. */
    public static PageRoom ofHeap() {
        return new PageRoom(Runtime.getRuntime().maxMemory() / SHARE_OF_HEAP / BYTES_A_RECORD);
    }

    /**
     * The page before has been brought.
     *
     * @param wanted records, as many as a call may carry
     * @return how many to ask for, 1 at least; they count as held
     */
    synchronized int take(Object reader, int wanted) {
        held.remove(reader);
        var free =
                records - held.values().stream().mapToLong(Integer::longValue).sum();
        var most = (int) Math.min(wanted, Math.max(LEAST, free / SHARE_OF_FREE));
        held.put(reader, most);
        return most;
    }

    /** So many have come. */
    synchronized void holds(Object reader, int count) {
        held.put(reader, count);
    }
}
