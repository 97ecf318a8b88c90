package delivery.localkinesis.http;

import delivery.localkinesis.engine.Engine;
import delivery.localkinesis.fault.Faults;
import io.netty.buffer.ByteBufUtil;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import org.jspecify.annotations.Nullable;

/** Whatever is asked for that is not an operation, or by someone who may not ask. */
final class Pages {
    private static final String FAULTS = "/_faults";

    private final Engine engine;
    private final Faults faults;
    private final Connections connections;
    private final AllowedHosts allowedHosts;

    Pages(Engine engine, Faults faults, Connections connections, AllowedHosts allowedHosts) {
        this.engine = engine;
        this.faults = faults;
        this.connections = connections;
        this.allowedHosts = allowedHosts;
    }

    /** Null if it is an operation that may be performed. */
    @Nullable
    FullHttpResponse answer(FullHttpRequest request) {
        if (!request.decoderResult().isSuccess()) {
            return Responses.text(HttpResponseStatus.BAD_REQUEST, "not HTTP\n");
        }
        var refusal = allowedHosts.refusal(request.headers());
        if (refusal != null) {
            return Responses.text(refusal.status(), refusal.line() + "\n");
        }
        if (request.method().equals(HttpMethod.POST) && !request.uri().equals(FAULTS)) {
            return null;
        }
        if (request.method().equals(HttpMethod.OPTIONS)
                && allowedHosts.welcome(request.headers().get(HttpHeaderNames.ORIGIN)) != null) {
            return Cors.preflight(request.headers());
        }
        return switch (request.uri()) {
            case "/_health" -> Responses.text(HttpResponseStatus.OK, "ok\n");
            case "/metrics" ->
                Responses.text(
                        HttpResponseStatus.OK,
                        MetricsText.of(engine.shardStats(), faults.counts()) + connections.metrics());
            case FAULTS -> faults(request);
            default -> Envelope.accessDenied();
        };
    }

    /** What they have done by {@code GET}, others in their place by {@code POST}, none by {@code DELETE}. */
    private FullHttpResponse faults(FullHttpRequest request) {
        try {
            switch (request.method().name()) {
                case "GET" -> {}
                case "POST" -> faults.set(FaultsJson.read(ByteBufUtil.getBytes(request.content())));
                case "DELETE" -> faults.clear();
                default -> {
                    return Responses.text(HttpResponseStatus.METHOD_NOT_ALLOWED, "GET, POST or DELETE\n");
                }
            }
        } catch (IllegalArgumentException e) {
            return Responses.text(HttpResponseStatus.BAD_REQUEST, e.getMessage() + "\n");
        }
        return Responses.json(HttpResponseStatus.OK, FaultsJson.write(faults));
    }
}
