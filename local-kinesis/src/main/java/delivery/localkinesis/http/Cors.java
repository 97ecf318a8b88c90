package delivery.localkinesis.http;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;

/** What a browser asks and is told on behalf of a page whose origin {@link Doors} let in. */
final class Cors {
    private static final String PRIVATE_NETWORK_ASKED = "access-control-request-private-network";
    private static final String PRIVATE_NETWORK = "access-control-allow-private-network";
    private static final int REMEMBERED_SECONDS = 600;

    private Cors() {}

    /** The answer to the question that goes before a request. */
    static FullHttpResponse preflight(HttpHeaders asked) {
        var answer =
                new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.NO_CONTENT, Unpooled.EMPTY_BUFFER);
        var headers = answer.headers();
        headers.set(HttpHeaderNames.ACCESS_CONTROL_ALLOW_METHODS, "GET, POST, DELETE");
        headers.set(HttpHeaderNames.ACCESS_CONTROL_MAX_AGE, REMEMBERED_SECONDS);
        var names = asked.get(HttpHeaderNames.ACCESS_CONTROL_REQUEST_HEADERS);
        if (names != null) {
            headers.set(HttpHeaderNames.ACCESS_CONTROL_ALLOW_HEADERS, names);
        }
        if (asked.contains(PRIVATE_NETWORK_ASKED)) {
            headers.set(PRIVATE_NETWORK, "true");
        }
        return answer;
    }

    /** The page may see the answer. */
    static void welcome(String origin, HttpHeaders answer) {
        answer.set(HttpHeaderNames.ACCESS_CONTROL_ALLOW_ORIGIN, origin);
        answer.set(HttpHeaderNames.VARY, HttpHeaderNames.ORIGIN);
        answer.set(
                HttpHeaderNames.ACCESS_CONTROL_EXPOSE_HEADERS, "x-amzn-requestid, x-amzn-errortype, x-amz-id-2, date");
    }
}
