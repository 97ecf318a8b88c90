package delivery.app;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Told once to stop; every loop of a program waits on it instead of sleeping. Thread-safe. */
public final class StopSignal implements Waiter {
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final List<Runnable> listeners = new ArrayList<>();

    public void stop() {
        List<Runnable> toTell;
        synchronized (listeners) {
            stopped.countDown();
            toTell = List.copyOf(listeners);
            listeners.clear();
        }
        toTell.forEach(Runnable::run);
    }

    /** Tells the listener, once, when it is time to stop: at once if it is already. It must not block. */
    public void onStop(Runnable listener) {
        synchronized (listeners) {
            if (!isStopped()) {
                listeners.add(listener);
                return;
            }
        }
        listener.run();
    }

    public boolean isStopped() {
        return stopped.getCount() == 0;
    }

    /** Blocks until someone says stop. */
    public void awaitStop() {
        try {
            stopped.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public boolean await(Duration duration) {
        try {
            // Not toNanos, which cannot say three centuries: whoever waits for longer waits for ever.
            return !stopped.await(TimeUnit.NANOSECONDS.convert(duration), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
