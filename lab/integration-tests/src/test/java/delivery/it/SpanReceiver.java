package delivery.it;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnknownFieldSet;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Takes what programs send to {@code /v1/traces} by OTLP over HTTP, and reads the fields of <a
 * href="https://github.com/open-telemetry/opentelemetry-proto/blob/main/opentelemetry/proto/trace/v1/trace.proto">trace.proto</a>
 * by their numbers.
 */
final class SpanReceiver implements AutoCloseable {
    private final HttpServer server;
    private final List<Received> spans = new CopyOnWriteArrayList<>();

    /** @param parent empty if it has none */
    record Received(String service, String trace, String id, String parent, String name, long from, long to) {}

    SpanReceiver() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/v1/traces", exchange -> {
            take(UnknownFieldSet.parseFrom(exchange.getRequestBody()));
            exchange.getResponseHeaders().add("Content-Type", "application/x-protobuf");
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        server.start();
    }

    /** For {@code OTEL_EXPORTER_OTLP_ENDPOINT}. */
    URI endpoint() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    List<Received> spans() {
        return List.copyOf(spans);
    }

    private void take(UnknownFieldSet request) {
        for (var resourceSpans : messages(request, 1)) {
            var service = messages(resourceSpans, 1).stream()
                    .flatMap(resource -> messages(resource, 1).stream())
                    .filter(attribute -> text(attribute, 1).equals("service.name"))
                    .map(attribute -> text(messages(attribute, 2).get(0), 1))
                    .findFirst()
                    .orElse("");
            for (var scopeSpans : messages(resourceSpans, 2)) {
                messages(scopeSpans, 2).forEach(span -> spans.add(received(service, span)));
            }
        }
    }

    private static Received received(String service, UnknownFieldSet span) {
        return new Received(
                service, hex(span, 1), hex(span, 2), hex(span, 4), text(span, 5), fixed(span, 7), fixed(span, 8));
    }

    private static List<UnknownFieldSet> messages(UnknownFieldSet in, int field) {
        return in.getField(field).getLengthDelimitedList().stream()
                .map(SpanReceiver::parse)
                .toList();
    }

    private static UnknownFieldSet parse(ByteString bytes) {
        try {
            return UnknownFieldSet.parseFrom(bytes);
        } catch (InvalidProtocolBufferException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] bytes(UnknownFieldSet in, int field) {
        var all = in.getField(field).getLengthDelimitedList();
        return all.isEmpty() ? new byte[0] : all.get(0).toByteArray();
    }

    private static String text(UnknownFieldSet in, int field) {
        return new String(bytes(in, field), StandardCharsets.UTF_8);
    }

    private static String hex(UnknownFieldSet in, int field) {
        return HexFormat.of().formatHex(bytes(in, field));
    }

    private static long fixed(UnknownFieldSet in, int field) {
        return in.getField(field).getFixed64List().get(0);
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
