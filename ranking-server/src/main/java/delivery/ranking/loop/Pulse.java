package delivery.ranking.loop;

import delivery.app.Time;
import java.time.Duration;

/** Whether a loop goes round: its thread says when it has work in hand and when it waits. Asked by any thread. */
public final class Pulse {
    /** No turn of ours takes that long, unless a lock, a disk or a line holds the thread. */
    public static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Thread thread;
    private final Time clock;
    private final Duration patience;
    /** Null while it waits for work. */
    private volatile Duration busySince;

    /** @param patience how long one turn may take */
    public Pulse(Thread thread, Time clock, Duration patience) {
        this.thread = thread;
        this.clock = clock;
        this.patience = patience;
    }

    public void begin() {
        busySince = clock.elapsed();
    }

    public void end() {
        busySince = null;
    }

    /** Why it is not well, in a few words; null if it is. */
    public String fault() {
        if (!thread.isAlive()) {
            return "the thread " + thread.getName() + " has ended";
        }
        var since = busySince;
        var busy = since == null ? Duration.ZERO : clock.elapsed().minus(since);
        return busy.compareTo(patience) > 0
                ? "the thread " + thread.getName() + " has been stuck for " + busy.toSeconds() + " s"
                : null;
    }
}
