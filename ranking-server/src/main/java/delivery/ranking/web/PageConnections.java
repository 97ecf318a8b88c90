package delivery.ranking.web;

import delivery.app.StopSignal;
import delivery.app.Threads;
import delivery.app.Time;
import jakarta.servlet.http.HttpServletRequest;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.eclipse.jetty.ee10.servlet.ServletContextRequest;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.ssl.SslConnection;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.Request;

/**
 * Who may hold a connection to the page, and for how long. Whoever asks is answered and gone within moments; so one that
 * has not asked for anything yet has a deadline, however busily it sends, and gives way to the next one when there is no
 * room. Thread-safe.
 */
final class PageConnections implements Connection.Listener, HttpConfiguration.Customizer, AutoCloseable {
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(500);

    /**
     * @param total connections of all; of more the one that has been without a whole request for longest is closed
     * @param perAddress of another machine
     * @param request within which there must be a whole header: after the beginning, and after each answer
     * @param answer within which an answer must have been taken; of one without end, something of it
     */
    record Limits(int total, int perAddress, Duration request, Duration answer) {
        static final Limits USUAL = new Limits(512, 64, Duration.ofSeconds(10), Duration.ofSeconds(15));
    }

    private final Limits limits;
    private final Time clock;
    private final Map<Connection, Visit> visits = new ConcurrentHashMap<>();
    private final AtomicLong numbers = new AtomicLong();
    private final StopSignal stop = new StopSignal();
    private final Thread thread = Threads.make("web-doors", this::look);

    /** One connection. */
    private static final class Visit {
        private final long number;
        private final Connection connection;
        private final String address;
        private volatile boolean isAsking = true;
        /** When it must have asked, or been answered; null if there is no such moment. */
        private volatile Duration deadline;

        Visit(long number, Connection connection, String address, Duration deadline) {
            this.number = number;
            this.connection = connection;
            this.address = address;
            this.deadline = deadline;
        }
    }

    PageConnections(Limits limits, Time clock) {
        this.limits = limits;
        this.clock = clock;
    }

    void start() {
        thread.start();
    }

    /** Ends the connection that a request came by, whatever is still to be written on it. */
    static Runnable cut(HttpServletRequest request) {
        var connection = ServletContextRequest.getServletContextRequest(request)
                .getConnectionMetaData()
                .getConnection();
        return connection.getEndPoint()::close;
    }

    /** How many are inside. */
    int connections() {
        return visits.size();
    }

    /** Why nobody is seen out any more; null if they are. */
    String fault() {
        return thread.isAlive() || stop.isStopped() ? null : "the thread " + thread.getName() + " has ended";
    }

    @Override
    public void onOpened(Connection connection) {
        if (connection instanceof SslConnection) {
            // The one over it counts, which is opened with it: the handshake is part of its time.
            return;
        }
        var address = remote(connection.getEndPoint().getRemoteSocketAddress());
        var visit = new Visit(
                numbers.incrementAndGet(), connection, address, clock.elapsed().plus(limits.request()));
        visits.put(connection, visit);
        if (address != null && from(address) > limits.perAddress()) {
            seeOut(visit);
        }
        while (visits.size() > limits.total()) {
            seeOut(longestAsking().orElse(visit));
        }
    }

    private void seeOut(Visit visit) {
        visits.remove(visit.connection);
        var endPoint = visit.connection.getEndPoint();
        // What is below TLS: saying farewell in TLS may take as long as the other side likes.
        (endPoint instanceof EndPoint.Wrapper over ? over.unwrap() : endPoint).close();
    }

    /** Null of this machine: whoever is here already has better means to do harm. */
    private static String remote(SocketAddress address) {
        return address instanceof InetSocketAddress inet && !inet.getAddress().isLoopbackAddress()
                ? inet.getAddress().getHostAddress()
                : null;
    }

    private long from(String address) {
        return visits.values().stream()
                .filter(visit -> address.equals(visit.address))
                .count();
    }

    private Optional<Visit> longestAsking() {
        return visits.values().stream()
                .filter(visit -> visit.isAsking)
                .min(Comparator.comparingLong(visit -> visit.number));
    }

    @Override
    public void onClosed(Connection connection) {
        visits.remove(connection);
    }

    /** Called with each request whose header is whole. */
    @Override
    public Request customize(Request request, HttpFields.Mutable answer) {
        var visit = visits.get(request.getConnectionMetaData().getConnection());
        if (visit != null) {
            visit.deadline = isEndless(request) ? null : clock.elapsed().plus(limits.answer());
            visit.isAsking = false;
            Request.addCompletionListener(request, failure -> {
                visit.deadline = clock.elapsed().plus(limits.request());
                visit.isAsking = true;
            });
        }
        return request;
    }

    /** See {@link PictureStream}, which sees to its readers itself. */
    private static boolean isEndless(Request request) {
        var path = request.getHttpURI().getPath();
        return path != null && path.endsWith(PictureStream.PATH_END);
    }

    private void look() {
        while (stop.await(BETWEEN_LOOKS)) {
            var now = clock.elapsed();
            visits.values().stream()
                    .filter(visit -> isLate(visit.deadline, now))
                    .forEach(this::seeOut);
        }
    }

    private static boolean isLate(Duration deadline, Duration now) {
        return deadline != null && now.compareTo(deadline) > 0;
    }

    @Override
    public void close() {
        stop.stop();
        if (thread.isAlive()) {
            Threads.join(thread);
        }
    }
}
