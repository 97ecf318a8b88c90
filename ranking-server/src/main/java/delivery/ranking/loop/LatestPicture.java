package delivery.ranking.loop;

import delivery.ranking.state.RankingPicture;
import java.time.Duration;

/** Where the ranking loop puts its newest picture and everyone else finds it. Looking never waits for anyone. */
public final class LatestPicture {
    private volatile RankingPicture latest;

    public LatestPicture(RankingPicture first) {
        latest = first;
    }

    public RankingPicture get() {
        return latest;
    }

    public synchronized void put(RankingPicture picture) {
        latest = picture;
        notifyAll();
    }

    /** Waits for another picture than the one given, but not longer than that; returns the latest in any case. */
    public synchronized RankingPicture awaitOther(RankingPicture seen, Duration atMost) throws InterruptedException {
        var end = System.nanoTime() + atMost.toNanos();
        for (var left = atMost.toMillis(); latest == seen && left > 0; left = (end - System.nanoTime()) / 1_000_000) {
            wait(left);
        }
        return latest;
    }
}
