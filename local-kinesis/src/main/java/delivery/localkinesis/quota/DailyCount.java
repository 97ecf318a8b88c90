package delivery.localkinesis.quota;

import java.util.ArrayDeque;
import java.util.Deque;

/** So many times in any 24 hours. Not thread-safe, its stream's lock guards it. */
public final class DailyCount {
    private final int perDay;
    private final Deque<Long> times = new ArrayDeque<>();

    public DailyCount(int perDay) {
        this.perDay = perDay;
    }

    public boolean isUsedUp(long nowMillis) {
        while (!times.isEmpty() && nowMillis - times.peek() >= Limits.DAY_MILLIS) {
            times.remove();
        }
        return times.size() >= perDay;
    }

    public void add(long nowMillis) {
        times.add(nowMillis);
    }
}
