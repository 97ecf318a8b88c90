package delivery.ranking;

import delivery.app.Threads;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;

/**
 * Pushes every new picture to all who look, as server-sent events. The ranking loop makes a picture once a second at
 * least, and five times at most; that is the heartbeat too. One thread, {@code web-feed}, serves everyone.
 */
final class PictureStream extends HttpServlet implements AutoCloseable {
    static final int MAX_CLIENTS = 100;

    private static final long serialVersionUID = 1;
    private static final Duration HEARTBEAT = Duration.ofSeconds(5);
    private static final byte[] COMMENT = ":\n\n".getBytes(StandardCharsets.US_ASCII);

    private final transient LatestPicture latest;
    private final transient Semaphore places = new Semaphore(MAX_CLIENTS);
    private final transient Set<StreamClient> clients = ConcurrentHashMap.newKeySet();
    private final transient Thread thread = new Thread(this::feed, "web-feed");
    private volatile boolean stopping;

    PictureStream(LatestPicture latest) {
        this.latest = latest;
    }

    void start() {
        thread.start();
    }

    int clients() {
        return clients.size();
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        if (!places.tryAcquire()) {
            response.setStatus(HttpServletResponse.SC_SERVICE_UNAVAILABLE);
            response.setHeader("Retry-After", "10");
            response.setContentType("text/plain");
            response.getWriter().println("there are " + MAX_CLIENTS + " readers already");
            return;
        }
        response.setContentType("text/event-stream");
        response.setCharacterEncoding("UTF-8");
        var async = request.startAsync();
        async.setTimeout(0);
        var client = new StreamClient(async, response.getOutputStream(), this::forget);
        clients.add(client);
        client.offer(event(latest.get()));
        response.getOutputStream().setWriteListener(client);
    }

    private void forget(StreamClient client) {
        clients.remove(client);
        places.release();
    }

    private void feed() {
        var seen = latest.get();
        try {
            while (!stopping) {
                var picture = latest.awaitOther(seen, HEARTBEAT);
                var bytes = picture == seen || clients.isEmpty() ? COMMENT : event(picture);
                seen = picture;
                clients.forEach(client -> client.offer(bytes));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static byte[] event(RankingPicture picture) {
        var bytes = new ByteArrayOutputStream();
        bytes.writeBytes("data: ".getBytes(StandardCharsets.US_ASCII));
        bytes.writeBytes(PictureJson.of(picture));
        bytes.writeBytes("\n\n".getBytes(StandardCharsets.US_ASCII));
        return bytes.toByteArray();
    }

    @Override
    public void close() {
        stopping = true;
        thread.interrupt();
        Threads.join(thread);
        clients.forEach(StreamClient::leave);
    }
}
