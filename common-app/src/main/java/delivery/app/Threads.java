package delivery.app;

import java.time.Duration;

/**
 * The one way to make a thread, and the one way to end it. It has a name and an owner; what leaves its body, of
 * whatever kind, ends the program ({@code App.main}), for a thread that is missing is a program that only seems to run.
 */
public final class Threads {
    private Threads() {}

    /** Not started yet. Whoever makes it tells it to stop, one day, and joins it. */
    public static Thread make(String name, Runnable body) {
        return new Thread(body, name);
    }

    /** Waits for the thread, for so long at most. */
    public static void join(Thread thread, Duration atMost) {
        try {
            thread.join(Math.max(1, atMost.toMillis()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Waits until the thread has ended; an interrupt is kept for the caller and does not cut the wait short. */
    public static void join(Thread thread) {
        var interrupted = false;
        while (true) {
            try {
                thread.join();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
