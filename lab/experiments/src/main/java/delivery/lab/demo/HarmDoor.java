package delivery.lab.demo;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import delivery.app.Threads;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Where the page of a demo asks for harm, and hears what became of it: on the loopback address alone, for the page of this
 * demo's own server, and for who knows the token. It does nothing itself: what is asked for waits for the demo's thread.
 */
final class HarmDoor implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int TOKEN_BYTES = 32;
    private static final int MOST_WAITING = 8;
    private static final int MAX_BODY = 1_024;
    private static final int THREADS = 4;
    private static final String BEARER = "Bearer ";
    private static final byte[] NOTHING_YET = "{\"faults\":[],\"log\":[]}".getBytes(StandardCharsets.UTF_8);

    private final HttpServer server;
    private final String token;
    private final BlockingQueue<Harm> asked = new ArrayBlockingQueue<>(MOST_WAITING);
    private final ExecutorService threads = new ThreadPoolExecutor(
            THREADS,
            THREADS,
            0,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(MOST_WAITING),
            body -> Threads.make("harm-door", body));
    private volatile Set<String> origins = Set.of();
    private volatile byte[] state = NOTHING_YET;

    private HarmDoor(HttpServer server, String token) {
        this.server = server;
        this.token = token;
    }

    /** On any free port of the loopback address, with a new token. */
    static HarmDoor open() {
        var secret = new byte[TOKEN_BYTES];
        new SecureRandom().nextBytes(secret);
        try {
            var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            var door =
                    new HarmDoor(server, Base64.getUrlEncoder().withoutPadding().encodeToString(secret));
            server.createContext("/", door::answer);
            server.setExecutor(door.threads);
            server.start();
            return door;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** For the page to find it; without the token. */
    String url() {
        return "http://" + name("127.0.0.1");
    }

    private String name(String host) {
        return host + ":" + server.getAddress().getPort();
    }

    /** Of this page alone from now on; before it is called, of nobody's. */
    void letIn(URI page) {
        origins = Set.of("http://127.0.0.1:" + page.getPort(), "http://localhost:" + page.getPort());
    }

    /** The one link that opens the page with the token: what is after # a browser tells no server. */
    URI link(URI page) {
        return page.resolve("/#hurt=" + token);
    }

    /** What has been asked for and not been taken yet, one after the other. */
    Optional<Harm> take() {
        return Optional.ofNullable(asked.poll());
    }

    /** What the page is told from now on. */
    void publish(Object view) {
        try {
            state = JSON.writeValueAsBytes(view);
        } catch (IOException e) {
            throw new IllegalStateException("a view that is no JSON", e);
        }
    }

    /** An answer of one line, or of JSON. */
    private record Answer(int status, String type, byte[] body) {
        static Answer line(int status, String text) {
            return new Answer(status, "text/plain", (text + "\n").getBytes(StandardCharsets.UTF_8));
        }

        static Answer json(int status, byte[] body) {
            return new Answer(status, "application/json", body);
        }
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            var answer = answerTo(exchange);
            var headers = exchange.getResponseHeaders();
            headers.set("Cache-Control", "no-store");
            headers.set("X-Content-Type-Options", "nosniff");
            headers.set("Vary", "Origin");
            headers.set("Content-Type", answer.type);
            exchange.sendResponseHeaders(answer.status, answer.body.length == 0 ? -1 : answer.body.length);
            if (answer.body.length > 0) {
                exchange.getResponseBody().write(answer.body);
            }
        }
    }

    private Answer answerTo(HttpExchange exchange) throws IOException {
        // A foreign page can make its own name point here (DNS rebinding); but the browser tells us the name.
        if (!Set.of(name("127.0.0.1"), name("localhost")).contains(only(exchange, "Host"))) {
            return Answer.line(421, "not a name of this launcher: ask for " + url());
        }
        var origin = only(exchange, "Origin");
        if (!origins.contains(origin)) {
            return Answer.line(403, "only the page of this demo may ask: open the link that the demo printed");
        }
        exchange.getResponseHeaders().set("Access-Control-Allow-Origin", origin);
        var path = exchange.getRequestURI().getPath();
        return switch (exchange.getRequestMethod()) {
            case "OPTIONS" -> preflight(exchange);
            case "POST" ->
                isKnown(only(exchange, "Authorization"))
                        ? post(exchange, path)
                        : Answer.line(401, "another token, or none: open the link that this demo printed");
            default -> Answer.line(405, "POST to /hurt or /state");
        };
    }

    /** The header, if there is one and no second one of its name. */
    private static String only(HttpExchange exchange, String header) {
        var values = exchange.getRequestHeaders().getOrDefault(header, List.of());
        return values.size() == 1 ? values.get(0) : "";
    }

    /** What a browser asks before it lets the page ask. */
    private static Answer preflight(HttpExchange exchange) {
        var headers = exchange.getResponseHeaders();
        headers.set("Access-Control-Allow-Methods", "POST");
        headers.set("Access-Control-Allow-Headers", "authorization, content-type");
        headers.set("Access-Control-Allow-Private-Network", "true");
        headers.set("Access-Control-Max-Age", "600");
        return new Answer(204, "text/plain", new byte[0]);
    }

    /** In a time that does not tell how much of it was right. */
    private boolean isKnown(String authorization) {
        return authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())
                && MessageDigest.isEqual(
                        token.getBytes(StandardCharsets.UTF_8),
                        authorization.substring(BEARER.length()).getBytes(StandardCharsets.UTF_8));
    }

    private Answer post(HttpExchange exchange, String path) throws IOException {
        var body = exchange.getRequestBody().readNBytes(MAX_BODY + 1);
        return switch (path) {
            case "/state" -> Answer.json(200, state);
            case "/hurt" -> hurt(body);
            default -> Answer.line(404, "POST to /hurt or /state");
        };
    }

    private Answer hurt(byte[] body) {
        var id = "";
        try {
            id = body.length > MAX_BODY ? "" : JSON.readTree(body).path("fault").asText();
        } catch (IOException e) {
            // Said below, as of any other that names none.
        }
        var harm = Harm.of(id);
        if (harm.isEmpty()) {
            return Answer.line(
                    400, "no fault that there is: give {\"fault\":\"kill-server\"} or another one of /state");
        }
        if (!asked.offer(harm.get())) {
            return Answer.line(
                    429, String.format(Locale.ROOT, "%d faults wait already: try again in a moment", MOST_WAITING));
        }
        return Answer.json(202, "{}".getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
