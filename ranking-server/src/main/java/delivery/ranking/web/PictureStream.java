package delivery.ranking.web;

import delivery.app.Threads;
import delivery.app.Time;
import delivery.ranking.loop.LatestPicture;
import delivery.ranking.loop.Pulse;
import delivery.ranking.state.RankingPicture;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;

/**
 * Pushes every new picture to all who look, as server-sent events. The ranking loop makes a picture once a second at
 * least, and five times at most; that is the heartbeat too. One thread serves everyone.
 */
final class PictureStream extends HttpServlet implements AutoCloseable {
    /** Readers of all streams together. */
    static final int MAX_CLIENTS = 100;

    /** How the paths of all streams end. */
    static final String PATH_END = "/stream";

    private static final long serialVersionUID = 1;
    private static final Duration HEARTBEAT = Duration.ofSeconds(5);

    private final transient LatestPicture latest;
    private final transient Semaphore places;
    private final transient Duration patience;
    private final transient FrameSource frames;
    private final transient Set<StreamClient> clients = ConcurrentHashMap.newKeySet();
    private final transient Thread thread;
    private final transient Pulse pulse;
    private transient volatile Frame newest;
    private volatile boolean stopping;

    /**
     * @param places that all streams share
     * @param patience who takes nothing for so long gives its place to another
     */
    PictureStream(String threadName, LatestPicture latest, Semaphore places, Duration patience, FrameSource frames) {
        this.latest = latest;
        this.places = places;
        this.patience = patience;
        this.frames = frames;
        var first = latest.get();
        newest = frames.next(first);
        thread = Threads.make(threadName, () -> feed(first));
        pulse = new Pulse(thread, Time.system(), Pulse.PATIENCE);
    }

    void start() {
        thread.start();
    }

    int clients() {
        return clients.size();
    }

    /** Why it is not well, null if it is. */
    String fault() {
        return pulse.fault();
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
        // A proxy in between, nginx for one, would collect events for minutes.
        response.setHeader("X-Accel-Buffering", "no");
        var coding = Coding.accepted(request.getHeader("Accept-Encoding"));
        response.setHeader("Vary", "Accept-Encoding");
        if (coding == Coding.GZIP) {
            response.setHeader("Content-Encoding", "gzip");
        }
        var async = request.startAsync();
        async.setTimeout(0);
        var cut = PageConnections.cut(request);
        var client =
                new StreamClient(coding, async, response.getOutputStream(), Time.system(), patience, cut, this::forget);
        clients.add(client);
        client.offer(newest);
        response.getOutputStream().setWriteListener(client);
    }

    private void forget(StreamClient client) {
        clients.remove(client);
        places.release();
    }

    private void feed(RankingPicture first) {
        var seen = first;
        try {
            while (!stopping) {
                var picture = latest.awaitOther(seen, HEARTBEAT);
                pulse.begin();
                if (picture == seen) {
                    clients.forEach(StreamClient::beat);
                } else {
                    seen = picture;
                    var frame = frames.next(picture);
                    newest = frame;
                    clients.forEach(client -> client.offer(frame));
                }
                clients.forEach(StreamClient::leaveIfStalled);
                pulse.end();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        stopping = true;
        thread.interrupt();
        Threads.join(thread);
        clients.forEach(StreamClient::leave);
    }
}
