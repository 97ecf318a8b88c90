package delivery.localkinesis.http;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;

/** What a browser asks and is told, in AWS's words, on behalf of a page whose origin {@link AllowedHosts} let in. */
final class Cors {
    private static final String PRIVATE_NETWORK_ASKED = "access-control-request-private-network";
    private static final String PRIVATE_NETWORK = "access-control-allow-private-network";
    private static final int REMEMBERED_SECONDS = 172_800;

    private Cors() {}

    /** The answer to the question that goes before a request. */
    static FullHttpResponse preflight(HttpHeaders asked) {
        var answer = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK, Unpooled.EMPTY_BUFFER);
        var headers = answer.headers();
        Responses.identify(headers);
        copy(
                asked,
                HttpHeaderNames.ACCESS_CONTROL_REQUEST_METHOD,
                headers,
                HttpHeaderNames.ACCESS_CONTROL_ALLOW_METHODS);
        copy(
                asked,
                HttpHeaderNames.ACCESS_CONTROL_REQUEST_HEADERS,
                headers,
                HttpHeaderNames.ACCESS_CONTROL_ALLOW_HEADERS);
        headers.set(HttpHeaderNames.ACCESS_CONTROL_MAX_AGE, REMEMBERED_SECONDS);
        if (asked.contains(PRIVATE_NETWORK_ASKED)) {
            headers.set(PRIVATE_NETWORK, "true");
        }
        return answer;
    }

    /** @param whom {@link AllowedHosts#welcome} */
    static void welcome(String whom, HttpHeaders answer) {
        answer.set(HttpHeaderNames.ACCESS_CONTROL_ALLOW_ORIGIN, whom);
        answer.set(HttpHeaderNames.VARY, HttpHeaderNames.ORIGIN);
        answer.set(
                HttpHeaderNames.ACCESS_CONTROL_EXPOSE_HEADERS,
                "x-amzn-RequestId,x-amzn-ErrorType,x-amz-request-id,x-amz-id-2,x-amzn-ErrorMessage,Date");
    }

    private static void copy(HttpHeaders from, CharSequence asked, HttpHeaders to, CharSequence allowed) {
        var value = from.get(asked);
        if (value != null) {
            to.set(allowed, value);
        }
    }
}
