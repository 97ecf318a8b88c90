package delivery.localkinesis.quota;

/** How much was used within the last second, to a tenth of it. Not thread-safe. */
final class UsageMeter {
    private static final int SLOTS = 10;
    private static final long SLOT_MILLIS = 100;

    private final long[] used = new long[SLOTS];
    private final long[] slotOf = new long[SLOTS];

    void add(long nowMillis, long amount) {
        var slot = nowMillis / SLOT_MILLIS;
        var at = (int) Math.floorMod(slot, (long) SLOTS);
        if (slotOf[at] != slot) {
            slotOf[at] = slot;
            used[at] = 0;
        }
        used[at] += amount;
    }

    long lastSecond(long nowMillis) {
        var slot = nowMillis / SLOT_MILLIS;
        var sum = 0L;
        for (int i = 0; i < SLOTS; i++) {
            if (slotOf[i] > slot - SLOTS && slotOf[i] <= slot) {
                sum += used[i];
            }
        }
        return sum;
    }
}
