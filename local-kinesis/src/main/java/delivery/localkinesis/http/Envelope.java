package delivery.localkinesis.http;

import delivery.localkinesis.operations.Operations;
import delivery.localkinesis.operations.Wire;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.util.AsciiString;
import org.jspecify.annotations.Nullable;

/** What a request says of itself around its body: which operation it wants, and in which encoding. */
final class Envelope {
    private static final AsciiString TARGET = AsciiString.cached("x-amz-target");
    private static final String TARGET_PREFIX = "Kinesis_20131202.";
    private static final String PLAIN_JSON = "application/json";

    private Envelope() {}

    /** The operation's name; another target's is known to nobody. */
    static String operation(FullHttpRequest request) {
        var target = request.headers().get(TARGET, "");
        return target.startsWith(TARGET_PREFIX) ? target.substring(TARGET_PREFIX.length()) : target;
    }

    /** Also what to answer in: who sends nothing and does not say in what is answered in CBOR, as AWS does. */
    static Wire wire(FullHttpRequest request) {
        return Wire.JSON.contentType.equalsIgnoreCase(type(request)) ? Wire.JSON : Wire.CBOR;
    }

    /** The answer to what is none of AWS's encodings; null if it is one. */
    static @Nullable FullHttpResponse refusal(FullHttpRequest request, Body body) {
        var type = type(request);
        if (body.length() == 0
                || type.equalsIgnoreCase(Wire.JSON.contentType)
                || type.equalsIgnoreCase(Wire.CBOR.contentType)) {
            return null;
        }
        if (type.equalsIgnoreCase(PLAIN_JSON)) {
            return Operations.isStructure(body.bytes())
                    ? fault(HttpResponseStatus.NOT_FOUND, "UnknownOperationException")
                    : fault(HttpResponseStatus.BAD_REQUEST, "SerializationException");
        }
        return request.headers().get(TARGET, "").matches("[^.]+\\.[^.]+.*")
                ? Responses.unspoken(HttpResponseStatus.NOT_FOUND, "<UnknownOperationException/>\n")
                : accessDenied();
    }

    /** The answer to what is no operation at all. */
    static FullHttpResponse accessDenied() {
        return Responses.unspoken(
                HttpResponseStatus.FORBIDDEN,
                "<AccessDeniedException>\n  <Message>Unable to determine service/operation name to be authorized"
                        + "</Message>\n</AccessDeniedException>\n");
    }

    /** In the way of the protocol before AWS's JSON 1.1. */
    private static FullHttpResponse fault(HttpResponseStatus status, String type) {
        return Responses.json(
                status, "{\"Output\":{\"__type\":\"com.amazon.coral.service#" + type + "\"},\"Version\":\"1.0\"}");
    }

    private static String type(FullHttpRequest request) {
        var type = request.headers().get(HttpHeaderNames.CONTENT_TYPE, "");
        var semicolon = type.indexOf(';');
        return semicolon < 0 ? type : type.substring(0, semicolon).strip();
    }
}
