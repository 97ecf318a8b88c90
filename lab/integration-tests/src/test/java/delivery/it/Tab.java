package delivery.it;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

/** One tab of a {@link Browser}. All that goes wrong in it is remembered. */
final class Tab implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Browser browser;
    private final String target;
    private final String session;
    private final List<String> errors = new CopyOnWriteArrayList<>();
    private final AtomicLong bytes = new AtomicLong();

    Tab(Browser browser, String target, String session, int width, int height, String colourScheme) {
        this.browser = browser;
        this.target = target;
        this.session = session;
        browser.listen(session, this::hear);
        call("Runtime.enable", "{}");
        call("Log.enable", "{}");
        call("Network.enable", "{}");
        call("Page.enable", "{}");
        call("Emulation.setDeviceMetricsOverride", String.format(Locale.ROOT, """
                {"width":%d,"height":%d,"deviceScaleFactor":1,"mobile":false}""", width, height));
        call("Emulation.setEmulatedMedia", String.format(Locale.ROOT, """
                {"features":[{"name":"prefers-color-scheme","value":"%s"}]}""", colourScheme));
    }

    private void hear(String event, JsonNode what) {
        switch (event) {
            case "Runtime.exceptionThrown" ->
                errors.add(what.path("exceptionDetails").toString());
            case "Runtime.consoleAPICalled" -> {
                if (what.path("type").asText().equals("error")) {
                    errors.add(what.path("args").toString());
                }
            }
            case "Log.entryAdded" -> {
                // That the server is gone for a moment is what some tests are about.
                if (what.at("/entry/level").asText().equals("error")
                        && !what.at("/entry/source").asText().equals("network")) {
                    errors.add(what.path("entry").toString());
                }
            }
            case "Network.responseReceived" ->
                bytes.addAndGet(what.at("/response/encodedDataLength").asLong());
            case "Network.dataReceived" ->
                bytes.addAndGet(what.path("encodedDataLength").asLong());
            default -> {}
        }
    }

    private JsonNode call(String method, String arguments) {
        try {
            return browser.call(session, method, Browser.arguments(arguments));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Tab go(URI page) {
        call("Page.navigate", "{\"url\":\"" + page + "\"}");
        return this;
    }

    /** What the expression is in the page; promises are waited for. */
    JsonNode evaluate(String expression) {
        var arguments = Browser.arguments()
                .put("expression", expression)
                .put("awaitPromise", true)
                .put("returnByValue", true);
        var answer = browser.call(session, "Runtime.evaluate", arguments);
        if (answer.has("exceptionDetails")) {
            throw new AssertionError(expression + ": " + answer.path("exceptionDetails"));
        }
        return answer.at("/result/value");
    }

    /** The text of an element, empty if there is none. */
    String text(String selector) {
        return evaluate("document.querySelector('" + selector + "')?.textContent ?? ''")
                .asText();
    }

    /** The number that an element shows, in whatever way it is grouped; -1 if it shows none. */
    long number(String selector) {
        var digits = text(selector).replaceAll("[^0-9]", "");
        return digits.isEmpty() ? -1 : Long.parseLong(digits);
    }

    /** Moves the mouse to this place of the element, its width and height being 1. */
    void pointAt(String selector, double x, double y) {
        var box = evaluate("document.querySelector('" + selector + "').getBoundingClientRect().toJSON()");
        var arguments = Browser.arguments()
                .put("type", "mouseMoved")
                .put("x", box.path("x").asDouble() + x * box.path("width").asDouble())
                .put("y", box.path("y").asDouble() + y * box.path("height").asDouble());
        browser.call(session, "Input.dispatchMouseEvent", arguments);
    }

    /** On the keyboard. */
    void press(String key) {
        for (var type : List.of("keyDown", "keyUp")) {
            call("Input.dispatchKeyEvent", "{\"type\":\"" + type + "\",\"key\":\"" + key + "\"}");
        }
    }

    /** On the keyboard, as it works a button that has the focus. */
    void pressEnter() {
        call(
                "Input.dispatchKeyEvent",
                "{\"type\":\"keyDown\",\"key\":\"Enter\",\"code\":\"Enter\",\"windowsVirtualKeyCode\":13,\"text\":\"\\r\"}");
        call(
                "Input.dispatchKeyEvent",
                "{\"type\":\"keyUp\",\"key\":\"Enter\",\"code\":\"Enter\",\"windowsVirtualKeyCode\":13}");
    }

    /** Waits until the expression, or what it promises, is true; one that fails is not true yet. */
    void awaitThat(String expression) {
        var quietly = "(async () => { try { return Boolean(await (" + expression + ")); } catch { return false; } })()";
        await(expression)
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(50))
                .until(() -> evaluate(quietly).asBoolean());
    }

    /** Exceptions, errors on the console, and what the content policy refused. */
    List<String> errors() {
        return List.copyOf(errors);
    }

    /** Bytes of all answers, head and body, as they came over the wire. */
    long bytesReceived() {
        return bytes.get();
    }

    void screenshot(Path file) {
        var image = call("Page.captureScreenshot", "{\"format\":\"png\"}").path("data");
        try {
            Files.createDirectories(file.getParent());
            Files.write(file, Base64.getDecoder().decode(image.asText()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        browser.call(null, "Target.closeTarget", Browser.arguments().put("targetId", target));
    }
}
