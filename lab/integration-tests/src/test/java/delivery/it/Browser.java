package delivery.it;

import static org.assertj.core.api.Assertions.fail;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.abort;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import delivery.lab.launcher.Program;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.stream.Stream;

/**
 * A real Chromium without a window, driven over its DevTools protocol: a web socket and JSON, so that no library and no
 * second program is needed.
 */
final class Browser implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<String> NAMES =
            List.of("chromium", "chromium-browser", "google-chrome-stable", "google-chrome", "chrome");
    private static final Duration DEFINITELY_TOO_SLOW = Duration.ofSeconds(60);

    private final Program process;
    private final Path profile;
    private final WebSocket socket;
    private final AtomicInteger lastCall = new AtomicInteger();
    private final Map<Integer, CompletableFuture<JsonNode>> calls = new ConcurrentHashMap<>();
    private final Map<String, BiConsumer<String, JsonNode>> listeners = new ConcurrentHashMap<>();

    private Browser(Program process, Path profile, String endpoint) {
        this.process = process;
        this.profile = profile;
        socket = HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .buildAsync(URI.create(endpoint), new Listener())
                .join();
    }

    /** Skips the test if there is no Chromium here; but in CI that is a failure. */
    static Browser start() {
        var program = program();
        if (program.isEmpty()) {
            var what = "no Chromium on the path: apt-get install chromium";
            if (System.getenv("CI") != null) {
                fail(what);
            }
            abort(what);
        }
        try {
            var profile = Files.createTempDirectory("chromium");
            var process = Started.command(
                    "chromium",
                    Started.ROOT,
                    Map.of("HOME", profile.toString()),
                    List.of(
                            program.get().toString(),
                            "--headless=new",
                            "--no-sandbox",
                            "--disable-dev-shm-usage",
                            "--disable-background-networking",
                            "--disable-component-update",
                            "--no-first-run",
                            "--hide-scrollbars",
                            "--remote-debugging-port=0",
                            "--user-data-dir=" + profile,
                            "about:blank"));
            try {
                return new Browser(process, profile, endpoint(process, profile));
            } catch (Throwable e) {
                process.close();
                throw e;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Optional<Path> program() {
        var path = System.getenv().getOrDefault("PATH", "").split(":");
        return NAMES.stream()
                .flatMap(name -> Stream.of(path).map(folder -> Path.of(folder, name)))
                .filter(Files::isExecutable)
                .findFirst();
    }

    private static String endpoint(Program process, Path profile) {
        var file = profile.resolve("DevToolsActivePort");
        await().atMost(DEFINITELY_TOO_SLOW).pollInterval(Duration.ofMillis(50)).until(() -> {
            if (!process.isAlive()) {
                throw new AssertionError("chromium has ended: " + process.stderr());
            }
            return Files.exists(file) && Files.readAllLines(file).size() >= 2;
        });
        try {
            var lines = Files.readAllLines(file);
            return "ws://127.0.0.1:" + lines.get(0) + lines.get(1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A new tab of this size, with nothing in it yet. */
    Tab open(int width, int height, String colourScheme) {
        var target = call(null, "Target.createTarget", arguments().put("url", "about:blank"))
                .path("targetId")
                .asText();
        var session = call(
                        null,
                        "Target.attachToTarget",
                        arguments().put("targetId", target).put("flatten", true))
                .path("sessionId")
                .asText();
        return new Tab(this, target, session, width, height, colourScheme);
    }

    void listen(String session, BiConsumer<String, JsonNode> listener) {
        listeners.put(session, listener);
    }

    static ObjectNode arguments() {
        return JSON.createObjectNode();
    }

    static ObjectNode arguments(String json) throws IOException {
        return (ObjectNode) JSON.readTree(json);
    }

    /** @param session null for the browser itself */
    JsonNode call(String session, String method, ObjectNode arguments) {
        var id = lastCall.incrementAndGet();
        var answer = new CompletableFuture<JsonNode>();
        calls.put(id, answer);
        var message = arguments().put("id", id).put("method", method);
        message.set("params", arguments);
        if (session != null) {
            message.put("sessionId", session);
        }
        synchronized (socket) {
            socket.sendText(message.toString(), true).join();
        }
        var got = answer.orTimeout(60, TimeUnit.SECONDS).join();
        if (got.has("error")) {
            throw new AssertionError(method + ": " + got.path("error"));
        }
        return got.path("result");
    }

    private final class Listener implements WebSocket.Listener {
        private final StringBuilder text = new StringBuilder();

        @Override
        public CompletionStage<?> onText(WebSocket from, CharSequence part, boolean last) {
            text.append(part);
            if (last) {
                take(text.toString());
                text.setLength(0);
            }
            from.request(1);
            return null;
        }

        private void take(String message) {
            try {
                var json = JSON.readTree(message);
                if (json.has("id")) {
                    calls.remove(json.path("id").asInt()).complete(json);
                } else if (listeners.containsKey(json.path("sessionId").asText())) {
                    listeners
                            .get(json.path("sessionId").asText())
                            .accept(json.path("method").asText(), json.path("params"));
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    @Override
    public void close() {
        try {
            call(null, "Browser.close", arguments());
            process.awaitExit();
        } finally {
            socket.abort();
            process.close();
        }
        // Its helpers may write a last file after it has ended itself.
        await().atMost(Duration.ofSeconds(10)).until(() -> {
            deleteProfile();
            return !Files.exists(profile);
        });
    }

    private void deleteProfile() {
        try (var files = Files.walk(profile)) {
            files.sorted(Comparator.reverseOrder())
                    .forEach(file -> file.toFile().delete());
        } catch (IOException | UncheckedIOException e) {
            // Somebody else deleted one: the next try sees what is left.
            return;
        }
    }
}
