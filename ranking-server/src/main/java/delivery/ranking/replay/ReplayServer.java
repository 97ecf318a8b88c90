package delivery.ranking.replay;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import delivery.app.Ports;
import delivery.app.Threads;
import delivery.ranking.web.PageFiles;
import delivery.ranking.web.PageFiles.PageFile;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The page and one recorded run, as files and no more, for browsers on this machine. */
final class ReplayServer implements AutoCloseable {
    private static final int THREADS = 4;
    private static final int MOST_WAITING = 64;
    private static final String RUN = "run.ndjson";
    private static final String CONTENT_POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; "
            + "connect-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private final HttpServer server;
    private final Path run;
    private final Map<String, PageFile> page =
            PageFiles.all().stream().collect(Collectors.toMap(PageFile::path, Function.identity()));
    private final ExecutorService threads = new ThreadPoolExecutor(
            THREADS,
            THREADS,
            0,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(MOST_WAITING),
            body -> Threads.make("replay", body));

    private ReplayServer(HttpServer server, Path run) {
        this.server = server;
        this.run = run;
    }

    /** @throws delivery.app.AppException if the port is taken */
    static ReplayServer start(Path run, int port) {
        try {
            var http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
            var server = new ReplayServer(http, run);
            http.createContext("/", server::answer);
            http.setExecutor(server.threads);
            http.start();
            return server;
        } catch (IOException e) {
            throw Ports.taken("--http-port", port, e);
        }
    }

    URI page() {
        return URI.create("http://" + name("127.0.0.1") + "/?run=" + RUN);
    }

    private String name(String host) {
        return host + ":" + server.getAddress().getPort();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            var headers = exchange.getResponseHeaders();
            headers.set("Cache-Control", "no-store");
            headers.set("Content-Security-Policy", CONTENT_POLICY);
            headers.set("Cross-Origin-Resource-Policy", "same-origin");
            headers.set("Referrer-Policy", "no-referrer");
            headers.set("X-Content-Type-Options", "nosniff");
            var path = exchange.getRequestURI().getPath();
            // A foreign page can make its own name point here (DNS rebinding); but the browser tells us the name.
            if (!isOurs(exchange.getRequestHeaders().getOrDefault("Host", List.of()))) {
                line(exchange, 421, "not a name of this server: ask for " + page());
            } else if (!Set.of("GET", "HEAD").contains(exchange.getRequestMethod())) {
                line(exchange, 405, "there is nothing to do here but to look");
            } else if (path.equals("/" + RUN)) {
                sendRun(exchange);
            } else if (page.containsKey(path)) {
                var file = page.get(path);
                send(exchange, 200, file.contentType(), file.content());
            } else {
                line(exchange, 404, "this is a recorded run: there are " + page() + " and its parts alone");
            }
        }
    }

    private void sendRun(HttpExchange exchange) throws IOException {
        if (!Files.isReadable(run)) {
            line(exchange, 404, "the recorded run is not there any more");
            return;
        }
        try (var in = Files.newInputStream(run)) {
            send(exchange, 200, "application/x-ndjson", in, Files.size(run));
        }
    }

    private boolean isOurs(List<String> hosts) {
        return hosts.size() == 1
                && Set.of(name("127.0.0.1"), name("localhost"))
                        .contains(hosts.get(0).toLowerCase(Locale.ROOT));
    }

    private static void line(HttpExchange exchange, int status, String text) throws IOException {
        send(exchange, status, "text/plain; charset=utf-8", (text + "\n").getBytes(StandardCharsets.UTF_8));
    }

    private static void send(HttpExchange exchange, int status, String type, byte[] body) throws IOException {
        send(exchange, status, type, new ByteArrayInputStream(body), body.length);
    }

    /** @param length of what is sent: a file may still be growing */
    private static void send(HttpExchange exchange, int status, String type, InputStream body, long length)
            throws IOException {
        exchange.getResponseHeaders().set("Content-Type", type);
        if (exchange.getRequestMethod().equals("HEAD")) {
            exchange.sendResponseHeaders(status, -1);
            return;
        }
        exchange.sendResponseHeaders(status, length);
        var out = exchange.getResponseBody();
        var buffer = new byte[64 << 10];
        for (var left = length; left > 0; ) {
            var count = body.read(buffer, 0, (int) Math.min(buffer.length, left));
            if (count < 0) {
                return;
            }
            out.write(buffer, 0, count);
            left -= count;
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
