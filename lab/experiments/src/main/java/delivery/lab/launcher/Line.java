package delivery.lab.launcher;

import delivery.app.Threads;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A line between clients and a server on this machine, as fast as somebody says: bytes a second, of each connection and
 * direction, or nothing at all. Half-open connections stay what they are: nobody is told.
 */
public final class Line implements AutoCloseable {
    public static final long FREE = Long.MAX_VALUE;
    public static final long FROZEN = 0;

    private static final int SLICE_MILLIS = 50;
    private static final int BUFFER = 16 * 1024;

    private final InetSocketAddress target;
    private final ServerSocket entry;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private long bytesPerSecond = FREE;
    private boolean closed;

    public Line(String host, int port) {
        target = new InetSocketAddress(host, port);
        try {
            entry = new ServerSocket(0, 512, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        daemon("line-accept", this::accept);
    }

    public int port() {
        return entry.getLocalPort();
    }

    /** Whether anybody is on the line. */
    public boolean isUsed() {
        return !sockets.isEmpty();
    }

    /** @param rate bytes a second, {@link #FREE} or {@link #FROZEN}; holds from now on, for what is under way too */
    public void setRate(long rate) {
        lock.lock();
        try {
            bytesPerSecond = rate;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void accept() {
        while (!entry.isClosed()) {
            try {
                var client = entry.accept();
                sockets.add(client);
                var server = new Socket();
                sockets.add(server);
                daemon("line-connect", () -> connect(client, server));
            } catch (IOException e) {
                // Closed, or out of sockets: either way this client has none.
            }
        }
    }

    private void connect(Socket client, Socket server) {
        try {
            server.connect(target);
            daemon("line-down", () -> carry(server, client));
            carry(client, server);
        } catch (IOException e) {
            drop(client);
            drop(server);
        }
    }

    private void carry(Socket from, Socket to) {
        var buffer = new byte[BUFFER];
        try {
            var in = from.getInputStream();
            var out = to.getOutputStream();
            for (var count = in.read(buffer, 0, awaitRoom()); count >= 0; count = in.read(buffer, 0, awaitRoom())) {
                awaitRoom();
                out.write(buffer, 0, count);
            }
        } catch (IOException e) {
            // One end has gone: so does the other.
        } finally {
            drop(from);
            drop(to);
        }
    }

    /** Waits while the line is frozen, and a moment when it is slow; how many bytes may pass then. */
    private int awaitRoom() throws IOException {
        lock.lock();
        try {
            while (bytesPerSecond == FROZEN && !closed) {
                changed.await();
            }
            if (closed) {
                throw new IOException("the line is closed");
            }
            if (bytesPerSecond == FREE) {
                return BUFFER;
            }
            // Until the slice is over, however often the rate changes meanwhile.
            for (var left = TimeUnit.MILLISECONDS.toNanos(SLICE_MILLIS) / 2; left > 0 && !closed; ) {
                left = changed.awaitNanos(left);
            }
            return (int) Math.max(1, Math.min(BUFFER, bytesPerSecond * SLICE_MILLIS / 1_000));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        } finally {
            lock.unlock();
        }
    }

    private void drop(Socket socket) {
        sockets.remove(socket);
        try {
            socket.close();
        } catch (IOException e) {
            // It is gone.
        }
    }

    private static void daemon(String name, Runnable work) {
        var thread = Threads.make(name, work);
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        try {
            entry.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        sockets.forEach(this::drop);
    }
}
