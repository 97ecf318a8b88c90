package delivery.ranking.web;

import delivery.app.Time;
import delivery.app.tls.ServerIdentity;
import delivery.ranking.loop.LatestPicture;
import delivery.ranking.web.gate.HostGate;
import delivery.ranking.web.gate.TlsGate;
import delivery.ranking.web.gate.TokenGate;
import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.channels.ServerSocketChannel;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.eclipse.jetty.ee10.servlet.FilterHolder;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/** The ranking over HTTP: for people, scripts and Prometheus. Read only. */
public final class WebServer implements AutoCloseable {
    /**
     * Where to listen, and to whom to answer.
     *
     * @param port 0 for any free one
     * @param token that everyone has to know who asks for more than health; empty if nobody is asked
     * @param identity for TLS; null without
     * @param launcher whom the page, and only it, may ask beside this server; empty: nobody
     */
    public record Place(InetAddress bind, int port, String token, ServerIdentity identity, String launcher) {
        Place(InetAddress bind, int port, String token, ServerIdentity identity) {
            this(bind, port, token, identity, "");
        }
    }

    /**
     * The other servers of the same stream.
     *
     * @param urls of their pages, for ours to go to when this server is gone
     * @param digest what {@code /api/digest} says, in short or in full
     */
    public record Peers(List<String> urls, Function<Boolean, Object> digest) {
        static final Peers NONE = new Peers(List.of(), isBrief -> Map.of());
    }

    private static final int MAX_THREADS = 12;

    private final LatestPicture latest;
    private final PrometheusRegistry registry;
    private final Supplier<String> serverFault;
    private final Peers peers;
    private final PictureStream stream;
    private final PictureStream pageStream;
    private final History history = new History();
    private final PageConnections pageConnections;
    private final Javalin javalin;
    private volatile boolean ready;

    private WebServer(
            Place place,
            ServerSocketChannel listener,
            LatestPicture latest,
            PrometheusRegistry registry,
            Supplier<String> serverFault,
            Peers peers,
            PageConnections.Limits limits) {
        this.latest = latest;
        this.peers = peers;
        this.registry = registry;
        this.serverFault = serverFault;
        pageConnections = new PageConnections(limits, Time.system());
        var places = new Semaphore(PictureStream.MAX_CLIENTS);
        var view = new PageView(Long.toString(System.nanoTime(), 36), peers.urls(), history);
        stream = new PictureStream("web-feed", latest, places, limits.answer(), FrameSource.ranking());
        pageStream = new PictureStream("web-page", latest, places, limits.answer(), FrameSource.page(view));
        javalin = Javalin.create(config -> configure(config, place, listener));
    }

    /**
     * @param serverFault why the rest of the server is not well, null if it is; must not wait
     * @throws delivery.app.AppException if the port is taken
     */
    public static WebServer start(
            Place place, LatestPicture latest, PrometheusRegistry registry, Supplier<String> serverFault, Peers peers) {
        return start(place, latest, registry, serverFault, peers, PageConnections.Limits.USUAL);
    }

    /** One that has no peers. */
    static WebServer start(
            Place place, LatestPicture latest, PrometheusRegistry registry, Supplier<String> serverFault) {
        return start(place, latest, registry, serverFault, Peers.NONE);
    }

    /** Likewise. */
    static WebServer start(
            Place place,
            LatestPicture latest,
            PrometheusRegistry registry,
            Supplier<String> serverFault,
            PageConnections.Limits limits) {
        return start(place, latest, registry, serverFault, Peers.NONE, limits);
    }

    static WebServer start(
            Place place,
            LatestPicture latest,
            PrometheusRegistry registry,
            Supplier<String> serverFault,
            Peers peers,
            PageConnections.Limits limits) {
        var listener = WebConnector.listen(place.bind(), place.port());
        var server = new WebServer(place, listener, latest, registry, serverFault, peers, limits);
        server.javalin.start();
        server.pageConnections.start();
        server.stream.start();
        server.pageStream.start();
        return server;
    }

    private void configure(JavalinConfig config, Place place, ServerSocketChannel listener) {
        config.startup.showJavalinBanner = false;
        config.startup.showOldJavalinVersionWarning = false;
        config.startup.startupWatcherEnabled = false;
        config.http.maxRequestSize = 8 * 1024;
        config.jetty.threadPool = threads();
        config.jetty.addConnector(
                (server, http) -> WebConnector.of(server, http, listener, pageConnections, place.identity()));
        config.jetty.modifyServletContextHandler(context -> {
            filter(context, new HostGate(place.bind(), !place.token().isEmpty(), others(place)));
            if (place.identity() != null) {
                filter(context, new TlsGate());
            }
            if (!place.token().isEmpty()) {
                filter(context, new TokenGate(place.token()));
            }
            context.addServlet(events(stream), "/api/ranking" + PictureStream.PATH_END);
            context.addServlet(events(pageStream), "/api/page" + PictureStream.PATH_END);
        });
        config.routes.get("/api/ranking", this::ranking);
        config.routes.get("/api/history", this::history);
        config.routes.get(
                "/api/launcher",
                context -> send(context, "application/json", JsonBytes.of(Map.of("url", place.launcher()))));
        config.routes.get("/api/digest", this::digest);
        config.routes.get("/healthz", context -> answer(context, fault()));
        config.routes.get("/readyz", context -> answer(context, ready ? fault() : "consumers cannot connect"));
        config.routes.get("/metrics", this::metrics);
        PageFiles.all()
                .forEach(file ->
                        config.routes.get(file.path(), context -> send(context, file.contentType(), file.content())));
    }

    private List<String> others(Place place) {
        return Stream.concat(peers.urls().stream(), Stream.of(place.launcher()).filter(url -> !url.isEmpty()))
                .toList();
    }

    private static void filter(ServletContextHandler context, Filter filter) {
        var holder = new FilterHolder(filter);
        holder.setAsyncSupported(true);
        context.addFilter(holder, "/*", EnumSet.of(DispatcherType.REQUEST));
    }

    private static ServletHolder events(PictureStream stream) {
        var holder = new ServletHolder(stream);
        holder.setAsyncSupported(true);
        return holder;
    }

    private static QueuedThreadPool threads() {
        var threads = new QueuedThreadPool(MAX_THREADS, 2, 60_000);
        threads.setName("web");
        return threads;
    }

    /** All of it fits the buffer: so no thread waits for somebody who does not take it. */
    private static void send(Context context, String contentType, byte[] body) {
        context.res().setBufferSize(body.length + 1);
        context.contentType(contentType).result(body);
    }

    private void ranking(Context context) {
        send(context, "application/json", JsonBytes.of(RankingJson.of(latest.get())));
    }

    private void digest(Context context) {
        send(context, "application/json", JsonBytes.of(peers.digest().apply(context.queryParam("brief") != null)));
    }

    private String fault() {
        return Stream.<Supplier<String>>of(serverFault, stream::fault, pageStream::fault, pageConnections::fault)
                .map(Supplier::get)
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
    }

    private static void answer(Context context, String fault) {
        context.status(fault == null ? 200 : 503)
                .contentType("text/plain")
                .result(fault == null ? "ok\n" : "not ok: " + fault + "\n");
    }

    private void metrics(Context context) throws IOException {
        var format = PrometheusTextFormatWriter.create();
        var bytes = new ByteArrayOutputStream();
        format.write(bytes, registry.scrape());
        send(context, format.getContentType(), bytes.toByteArray());
    }

    private void history(Context context) {
        var seconds = history.samples().stream().map(PageJson.Second::of).toList();
        send(context, "application/json", JsonBytes.of(seconds));
    }

    public int port() {
        return javalin.port();
    }

    /** Who reads a stream at present. */
    int streamClients() {
        return stream.clients() + pageStream.clients();
    }

    /** Who is connected at present. */
    int connections() {
        return pageConnections.connections();
    }

    /** From now on the answer to whether we are ready is yes. */
    public void ready() {
        ready = true;
    }

    @Override
    public void close() {
        ready = false;
        stream.close();
        pageStream.close();
        javalin.stop();
        pageConnections.close();
    }
}
