package delivery.kinesis.aws;

import delivery.app.Threads;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Looks one host's name up within a limit: the system's resolver may take half a minute where nobody answers, and no
 * time-out of a connection covers that. Thread-safe.
 */
final class HostNames {
    static final Duration LIMIT = Duration.ofSeconds(2);
    /** As long as the JVM keeps a name that it has found. */
    private static final long KEPT_NANOS = Duration.ofSeconds(30).toNanos();

    private final String host;
    private CompletableFuture<Void> lookup;
    private long foundAtNanos;
    private boolean found;

    HostNames(String host) {
        this.host = host;
    }

    /** @throws UnknownHostException if nobody knows it, or nobody says so in time */
    void check() throws UnknownHostException {
        var pending = pending();
        if (pending == null) {
            return;
        }
        try {
            pending.get(LIMIT.toMillis(), TimeUnit.MILLISECONDS);
            found();
        } catch (ExecutionException | TimeoutException e) {
            throw new UnknownHostException(host);
        } catch (InterruptedException e) {
            // The SDK interrupts a call whose time is over.
            Thread.currentThread().interrupt();
            throw new UnknownHostException(host);
        }
    }

    /** The lookup under way; null if there is nothing to look up. */
    private synchronized CompletableFuture<Void> pending() {
        if (found && System.nanoTime() - foundAtNanos < KEPT_NANOS) {
            return null;
        }
        if (lookup == null || lookup.isDone()) {
            lookup = start();
        }
        return lookup;
    }

    private synchronized void found() {
        found = true;
        foundAtNanos = System.nanoTime();
    }

    /** At most one at a time; it ends by itself, and must not keep the program alive until then. */
    private CompletableFuture<Void> start() {
        var result = new CompletableFuture<Void>();
        var thread = Threads.make("host-lookup", () -> {
            try {
                InetAddress.getByName(host);
                result.complete(null);
            } catch (UnknownHostException e) {
                result.completeExceptionally(e);
            }
        });
        thread.setDaemon(true);
        thread.start();
        return result;
    }
}
