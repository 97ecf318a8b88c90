package delivery.it;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** Stands before a Kinesis and refuses some operations in the service's own words; everything else goes through. */
final class RefusingKinesis implements AutoCloseable {
    private static final Set<String> HOP_BY_HOP = Set.of("host", "connection", "content-length", "expect", "upgrade");

    /** @param about only calls that name this; empty for all */
    private record Refusal(String about, int status, String type, String message, AtomicInteger times) {
        boolean strikes(byte[] body) {
            return new String(body, StandardCharsets.ISO_8859_1).contains(about) && times.getAndDecrement() > 0;
        }
    }

    private final URI behind;
    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final Map<String, Refusal> refusals = new ConcurrentHashMap<>();
    private final Set<String> operations = ConcurrentHashMap.newKeySet();

    RefusingKinesis(URI behind) throws IOException {
        this.behind = behind;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::handle);
        server.setExecutor(threads);
        server.start();
    }

    URI endpoint() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /** Refuses the first so many calls of the operation. */
    void refuse(String operation, int times, int status, String type, String message) {
        refusals.put(operation, new Refusal("", status, type, message, new AtomicInteger(times)));
    }

    /** Refuses every call of the operation that names this, until it is {@link #allow}ed. */
    void refuseAbout(String about, String operation, int status, String type, String message) {
        refusals.put(operation, new Refusal(about, status, type, message, new AtomicInteger(Integer.MAX_VALUE)));
    }

    void allow(String operation) {
        refusals.remove(operation);
    }

    /** What was called so far. */
    Set<String> operations() {
        return operations;
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            var body = exchange.getRequestBody().readAllBytes();
            var operation =
                    exchange.getRequestHeaders().getFirst("X-Amz-Target").replaceAll(".*\\.", "");
            operations.add(operation);
            var refusal = refusals.get(operation);
            if (refusal != null && refusal.strikes(body)) {
                exchange.getResponseHeaders().add("x-amzn-ErrorType", refusal.type);
                send(exchange, refusal.status, cbor("__type", refusal.type, "message", refusal.message));
            } else {
                forward(exchange, body);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void forward(HttpExchange exchange, byte[] body) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(behind).POST(BodyPublishers.ofByteArray(body));
        exchange.getRequestHeaders().forEach((name, values) -> {
            if (!HOP_BY_HOP.contains(name.toLowerCase(Locale.ROOT))) {
                request.header(name, values.get(0));
            }
        });
        var answer = http.send(request.build(), BodyHandlers.ofByteArray());
        answer.headers()
                .firstValue("x-amzn-ErrorType")
                .ifPresent(type -> exchange.getResponseHeaders().add("x-amzn-ErrorType", type));
        send(exchange, answer.statusCode(), answer.body());
    }

    private static void send(HttpExchange exchange, int status, byte[] body) throws IOException {
        exchange.getResponseHeaders().add("Content-Type", "application/x-amz-cbor-1.1");
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
    }

    /** Two texts under two names, in the SDK's own wire format. */
    private static byte[] cbor(String... texts) {
        var bytes = new ByteArrayOutputStream();
        bytes.write(0xA2);
        for (var text : texts) {
            bytes.write(0x78);
            bytes.write(text.length());
            bytes.writeBytes(text.getBytes(StandardCharsets.US_ASCII));
        }
        return bytes.toByteArray();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
