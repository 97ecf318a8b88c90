package delivery.localkinesis;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufOutputStream;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One request, one answer, on the connection's own thread: nothing here waits. */
@Sharable
final class RequestHandler extends SimpleChannelInboundHandler<FullHttpRequest> {
    private static final Logger LOG = LoggerFactory.getLogger("delivery.localkinesis");

    private static final String TARGET = "x-amz-target";
    private static final String TARGET_PREFIX = "Kinesis_20131202.";

    private final Engine engine;
    private final Operations operations;
    private final Duration subscriptionLife;

    RequestHandler(Engine engine, Duration subscriptionLife) {
        this.engine = engine;
        this.subscriptionLife = subscriptionLife;
        this.operations = new Operations(engine);
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) throws IOException {
        if (context.pipeline().get(Subscription.class) != null) {
            context.close(); // HTTP/1.1 has one answer at a time, and that one is not over
            return;
        }
        var response = answer(context, request);
        if (response == null) {
            return; // it has begun and ends later
        }
        var keepAlive = HttpUtil.isKeepAlive(request) && request.decoderResult().isSuccess();
        HttpUtil.setContentLength(response, response.content().readableBytes());
        HttpUtil.setKeepAlive(response, keepAlive);
        var written = context.writeAndFlush(response);
        if (!keepAlive) {
            written.addListener(ChannelFutureListener.CLOSE);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        LOG.debug("connection {} ends", context.channel(), cause);
        context.close();
    }

    /** Null if the answer is a stream, which is on its way then. */
    private FullHttpResponse answer(ChannelHandlerContext context, FullHttpRequest request) throws IOException {
        if (!request.decoderResult().isSuccess()) {
            return text(context, HttpResponseStatus.BAD_REQUEST, "not HTTP\n");
        }
        if (request.method().equals(HttpMethod.POST)) {
            return operation(context, request);
        }
        return switch (request.uri()) {
            case "/_health" -> text(context, HttpResponseStatus.OK, "ok\n");
            case "/metrics" -> text(context, HttpResponseStatus.OK, MetricsText.of(engine.shardStats()));
            default -> text(context, HttpResponseStatus.NOT_FOUND, "try POST /, GET /_health or GET /metrics\n");
        };
    }

    private FullHttpResponse operation(ChannelHandlerContext context, FullHttpRequest request) throws IOException {
        var wire = Wire.of(request.headers().get(HttpHeaderNames.CONTENT_TYPE));
        var target = request.headers().get(TARGET, "");
        var name = target.startsWith(TARGET_PREFIX) ? target.substring(TARGET_PREFIX.length()) : target;
        var body = context.alloc().buffer();
        try {
            if (name.equals("SubscribeToShard")) {
                subscribe(context, operations.subscribe(ByteBufUtil.getBytes(request.content()), wire), wire);
                body.release();
                return null;
            }
            operations.answer(name, ByteBufUtil.getBytes(request.content()), wire, new ByteBufOutputStream(body));
            return response(HttpResponseStatus.OK, body, wire.contentType);
        } catch (KinesisError e) {
            return refusal(e, body, wire);
        } catch (RuntimeException | IOException e) {
            LOG.error("{} failed, which is a fault of local-kinesis", name, e);
            return failure(body.clear(), wire);
        }
    }

    private void subscribe(ChannelHandlerContext context, ShardFeed feed, Wire wire) {
        var head = new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK);
        head.headers().set(HttpHeaderNames.CONTENT_TYPE, EventStream.CONTENT_TYPE);
        head.headers().set("x-amzn-requestid", requestId());
        HttpUtil.setTransferEncodingChunked(head, true);
        context.write(head);
        context.pipeline().addLast(new Subscription(feed, wire, subscriptionLife));
    }

    private static FullHttpResponse refusal(KinesisError error, ByteBuf body, Wire wire) throws IOException {
        try (var out = new ResponseWriter(wire, to(body))) {
            out.error(error);
        }
        var response = response(HttpResponseStatus.BAD_REQUEST, body, wire.contentType);
        response.headers().set("x-amzn-errortype", error.type().name());
        return response;
    }

    private static FullHttpResponse failure(ByteBuf body, Wire wire) throws IOException {
        try (var out = new ResponseWriter(wire, to(body))) {
            out.error("InternalFailure", "Something went wrong inside local-kinesis; its log says what.");
        }
        var response = response(HttpResponseStatus.INTERNAL_SERVER_ERROR, body, wire.contentType);
        response.headers().set("x-amzn-errortype", "InternalFailure");
        return response;
    }

    private static OutputStream to(ByteBuf body) {
        return new ByteBufOutputStream(body);
    }

    private static FullHttpResponse text(ChannelHandlerContext context, HttpResponseStatus status, String text) {
        return response(status, ByteBufUtil.writeUtf8(context.alloc(), text), "text/plain; charset=utf-8");
    }

    private static FullHttpResponse response(HttpResponseStatus status, ByteBuf body, String contentType) {
        var response = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status, body);
        response.headers().set(HttpHeaderNames.CONTENT_TYPE, contentType);
        response.headers().set("x-amzn-requestid", requestId());
        return response;
    }

    /** Looks like AWS's; a SecureRandom's trouble for each request would be wasted. */
    private static String requestId() {
        var random = ThreadLocalRandom.current();
        return new UUID(random.nextLong(), random.nextLong()).toString();
    }
}
