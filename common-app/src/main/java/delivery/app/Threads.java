package delivery.app;

/** The one way to end a thread: its owner, having told it to stop, waits for it. */
public final class Threads {
    private Threads() {}

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
