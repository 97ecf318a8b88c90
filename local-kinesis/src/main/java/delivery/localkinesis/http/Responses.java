package delivery.localkinesis.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpHeadersFactory;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpHeadersFactory;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.util.AsciiString;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;

/** Whole answers, and what each of them says of itself. */
final class Responses {
    private static final AsciiString REQUEST_ID = AsciiString.cached("x-amzn-requestid");
    /** All that we answer with is ours: no need to look at each character of it. */
    private static final HttpHeadersFactory OUR_HEADERS =
            DefaultHttpHeadersFactory.headersFactory().withValidation(false);

    private Responses() {}

    static FullHttpResponse of(HttpResponseStatus status, ByteBuf body, String contentType) {
        var response = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status, body, OUR_HEADERS, OUR_HEADERS);
        identify(response.headers(), contentType);
        return response;
    }

    static FullHttpResponse text(HttpResponseStatus status, String text) {
        return of(status, Unpooled.copiedBuffer(text, StandardCharsets.UTF_8), "text/plain; charset=utf-8");
    }

    /** The id looks like AWS's; a SecureRandom's trouble for each request would be wasted. */
    static void identify(HttpHeaders head, String contentType) {
        var random = ThreadLocalRandom.current();
        head.set(HttpHeaderNames.CONTENT_TYPE, contentType);
        head.set(REQUEST_ID, new UUID(random.nextLong(), random.nextLong()).toString());
    }
}
