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
import java.util.Base64;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.zip.CRC32;

/** Whole answers, and what each of them says of itself. */
final class Responses {
    private static final AsciiString REQUEST_ID = AsciiString.cached("x-amzn-requestid");
    private static final AsciiString EXTENDED_ID = AsciiString.cached("x-amz-id-2");
    private static final AsciiString CHECKSUM = AsciiString.cached("x-amz-crc32");
    private static final int EXTENDED_ID_BYTES = 72;
    /** All that we answer with is ours: no need to look at each character of it. */
    private static final HttpHeadersFactory OUR_HEADERS =
            DefaultHttpHeadersFactory.headersFactory().withValidation(false);

    private Responses() {}

    static FullHttpResponse of(HttpResponseStatus status, ByteBuf body, String contentType) {
        var response = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status, body, OUR_HEADERS, OUR_HEADERS);
        identify(response.headers(), contentType);
        var checksum = new CRC32();
        for (var part : body.nioBuffers()) {
            checksum.update(part);
        }
        response.headers().set(CHECKSUM, Long.toString(checksum.getValue()));
        return response;
    }

    static FullHttpResponse text(HttpResponseStatus status, String text) {
        return of(status, utf8(text), "text/plain; charset=utf-8");
    }

    static FullHttpResponse json(HttpResponseStatus status, String json) {
        return of(status, utf8(json), "application/json");
    }

    /** What AWS answers who does not speak its protocol, without a word of what it is. */
    static FullHttpResponse unspoken(HttpResponseStatus status, String xml) {
        var response = of(status, utf8(xml), "");
        response.headers().remove(HttpHeaderNames.CONTENT_TYPE);
        return response;
    }

    static void identify(HttpHeaders head, String contentType) {
        head.set(HttpHeaderNames.CONTENT_TYPE, contentType);
        identify(head);
        var id = new byte[EXTENDED_ID_BYTES];
        ThreadLocalRandom.current().nextBytes(id);
        head.set(EXTENDED_ID, Base64.getEncoder().encodeToString(id));
    }

    /** The id looks like AWS's; a SecureRandom's trouble for each request would be wasted. */
    static void identify(HttpHeaders head) {
        var random = ThreadLocalRandom.current();
        head.set(REQUEST_ID, new UUID(random.nextLong(), random.nextLong()).toString());
    }

    private static ByteBuf utf8(String text) {
        return Unpooled.copiedBuffer(text, StandardCharsets.UTF_8);
    }
}
