package delivery.lab.verify.told;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import delivery.app.Threads;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;

/** HTTP POST of lines; answered with 204 when all of them were taken. */
public final class ToldByHttp implements AutoCloseable {
    private static final String PATH = "/accepted";
    private static final int OK = 204;
    private static final int NOT_FOUND = 404;
    private static final int NOT_ALLOWED = 405;

    private final HttpServer server;
    private final Consumer<String> told;
    private final Cpu cpu;
    /** One that is frozen in the middle of a request holds up no other. */
    private final ExecutorService threads = Executors.newCachedThreadPool(body -> Threads.make("verify-http", body));

    public ToldByHttp(Consumer<String> told, Cpu cpu) {
        this.told = told;
        this.cpu = cpu;
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/", this::answer);
        server.setExecutor(threads);
        server.start();
    }

    public URI url() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + PATH);
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            cpu.measure(() -> take(exchange));
        }
    }

    private void take(HttpExchange exchange) throws IOException {
        if (!exchange.getRequestURI().getPath().equals(PATH)) {
            say(exchange, NOT_FOUND, "POST to " + PATH + "\n");
        } else if (!exchange.getRequestMethod().equals("POST")) {
            say(exchange, NOT_ALLOWED, "POST lines 'accepted ID'\n");
        } else {
            var words = new Words(told, (bytes, from, length) -> {});
            var buffer = new byte[8 * 1024];
            var in = exchange.getRequestBody();
            for (var count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                words.take(buffer, count);
            }
            words.end();
            exchange.sendResponseHeaders(OK, -1);
        }
    }

    private static void say(HttpExchange exchange, int status, String text) throws IOException {
        var body = text.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
