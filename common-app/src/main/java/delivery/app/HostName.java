package delivery.app;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Looks one host's name up within a limit: the system's resolver may take half a minute where nobody answers, and no
 * time-out of a connection covers that. Thread-safe.
 */
public final class HostName {
    /** A name that is right is known at once. */
    public static final Duration LIMIT = Duration.ofSeconds(2);
    /** As long as the JVM keeps a name that it has found. */
    private static final long KEPT_NANOS = Duration.ofSeconds(30).toNanos();

    private final String host;
    private @Nullable FutureTask<InetAddress> lookup;
    /** When the lookup found it; 0 before. */
    private long foundAtNanos;

    public HostName(String host) {
        this.host = host;
    }

    /**
     * Where the host is.
     *
     * @throws UnknownHostException if nobody knows it, or nobody says so in time: its cause is a TimeoutException then
     */
    public InetAddress resolve() throws UnknownHostException {
        var pending = pending();
        try {
            var address = pending.get(LIMIT.toMillis(), TimeUnit.MILLISECONDS);
            found();
            return address;
        } catch (ExecutionException | TimeoutException e) {
            throw unknown(e);
        } catch (InterruptedException e) {
            // The SDK interrupts a call whose time is over.
            Thread.currentThread().interrupt();
            throw unknown(e);
        }
    }

    private UnknownHostException unknown(Exception cause) {
        var unknown = new UnknownHostException(host);
        unknown.initCause(cause);
        return unknown;
    }

    /** The lookup under way: at most one at a time. It ends by itself, and must not keep the program alive until then. */
    private synchronized FutureTask<InetAddress> pending() {
        if (lookup == null || lookup.isDone() && !isFresh()) {
            foundAtNanos = 0;
            lookup = new FutureTask<>(() -> InetAddress.getByName(host));
            var thread = Threads.make("host-lookup", lookup);
            thread.setDaemon(true);
            thread.start();
        }
        return lookup;
    }

    private boolean isFresh() {
        return foundAtNanos != 0 && System.nanoTime() - foundAtNanos < KEPT_NANOS;
    }

    private synchronized void found() {
        foundAtNanos = foundAtNanos == 0 ? System.nanoTime() : foundAtNanos;
    }
}
