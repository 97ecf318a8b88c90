package delivery.localkinesis.http;

import delivery.localkinesis.api.KinesisError;
import delivery.localkinesis.engine.Engine;
import delivery.localkinesis.engine.ShardFeed;
import delivery.localkinesis.fault.CallFaults;
import delivery.localkinesis.fault.Faults;
import delivery.localkinesis.operations.EventStream;
import delivery.localkinesis.operations.Operations;
import delivery.localkinesis.operations.Request;
import delivery.localkinesis.operations.Wire;
import io.netty.buffer.ByteBufOutputStream;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.DateFormatter;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import java.io.IOException;
import java.time.Duration;
import java.util.Date;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One request, one answer, on the connection's own thread: nothing here waits. */
@Sharable
final class RequestHandler extends SimpleChannelInboundHandler<FullHttpRequest> {
    private static final Logger LOG = LoggerFactory.getLogger("delivery.localkinesis");
    private static final Logger ACCESS_LOG = LoggerFactory.getLogger("delivery.localkinesis.access");
    private static final String UNKNOWN = "-";

    private static final KinesisError FAILURE = new KinesisError(
            KinesisError.Type.InternalFailure, "Something went wrong inside local-kinesis; its log says what.");

    private final Engine engine;
    private final Operations operations;
    private final Faults faults;
    private final Pages pages;
    private final Connections connections;
    private final AllowedHosts allowedHosts;
    private final Signatures signatures;
    private final Duration subscriptionLife;
    private final Consumer<Throwable> onError;

    RequestHandler(Engine engine, Faults faults, Connections connections, FrontOptions options) {
        this.engine = engine;
        this.connections = connections;
        this.allowedHosts = options.allowedHosts();
        this.signatures = options.signatures;
        this.subscriptionLife = options.subscriptionLife;
        this.onError = options.onError;
        this.operations = new Operations(engine);
        this.faults = faults;
        this.pages = new Pages(engine, faults, connections, allowedHosts);
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) throws IOException {
        if (context.pipeline().get(Subscription.class) != null) {
            context.close(); // HTTP/1.1 has one answer at a time, and that one is not over
            return;
        }
        var page = pages.answer(request);
        if (page != null) {
            send(context, request, page);
            return;
        }
        var name = Envelope.operation(request);
        var struck = faults.next(name);
        var delay = struck.delay();
        if (delay.isZero()) {
            perform(context, request, name, struck);
            return;
        }
        request.retain();
        context.executor()
                .schedule(
                        () -> {
                            try {
                                perform(context, request, name, struck);
                            } catch (Throwable e) { // a timer swallows it
                                exceptionCaught(context, e);
                            } finally {
                                request.release();
                            }
                        },
                        delay.toMillis(),
                        TimeUnit.MILLISECONDS);
    }

    private void perform(ChannelHandlerContext context, FullHttpRequest request, String name, CallFaults struck)
            throws IOException {
        var started = System.nanoTime();
        var wire = Envelope.wire(request);
        var body = new Body(request.content());
        if (struck.resets()) {
            log(name, body, wire, 0, started, 0);
            reset(context);
            return;
        }
        var response = operation(context, request, name, body, wire, struck);
        if (response == null) {
            log(name, body, wire, HttpResponseStatus.OK.code(), started, 0);
            return;
        }
        var bytes = response.content().readableBytes();
        if (struck.losesAnswer()) {
            response.release();
            log(name, body, wire, 0, started, 0);
            context.close();
            return;
        }
        log(name, body, wire, response.status().code(), started, bytes);
        send(context, request, response);
    }

    /** @param status 0 if the connection ends without an answer */
    private void log(String name, Body body, Wire wire, int status, long started, int bytes) {
        if (ACCESS_LOG.isDebugEnabled()) {
            ACCESS_LOG.debug(
                    "{} stream={} status={} micros={} bytes={}",
                    name.isEmpty() ? UNKNOWN : name,
                    operations.streamNamed(name, body.bytes(), wire).orElse(UNKNOWN),
                    status == 0 ? UNKNOWN : status,
                    (System.nanoTime() - started) / 1_000,
                    bytes);
        }
    }

    /** The other side gets an RST: nothing was sent that it might wait for. */
    private static void reset(ChannelHandlerContext context) {
        var channel = context.channel();
        var connection = channel.parent() instanceof SocketChannel http2 ? http2 : channel;
        if (connection instanceof SocketChannel socket) {
            socket.config().setSoLinger(0);
        }
        connection.close();
    }

    private void send(ChannelHandlerContext context, FullHttpRequest request, FullHttpResponse response) {
        // The clock that stamps what arrives: readers go by it, since their own may be wrong.
        response.headers().set(HttpHeaderNames.DATE, DateFormatter.format(Date.from(engine.now())));
        var keepAlive = HttpUtil.isKeepAlive(request) && request.decoderResult().isSuccess();
        HttpUtil.setContentLength(response, response.content().readableBytes());
        HttpUtil.setKeepAlive(response, keepAlive);
        welcome(request, response.headers());
        var written = context.writeAndFlush(response);
        if (!keepAlive) {
            written.addListener(ChannelFutureListener.CLOSE);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        connections.failed(cause);
        context.close();
    }

    /** A browser lets its page see the answer if we say that it may. */
    private void welcome(HttpRequest request, HttpHeaders answer) {
        var whom = allowedHosts.welcome(request.headers().get(HttpHeaderNames.ORIGIN));
        if (whom != null) {
            Cors.welcome(whom, answer);
        }
    }

    /** Null if the answer is a stream, which is on its way then. */
    private @Nullable FullHttpResponse operation(
            ChannelHandlerContext context,
            FullHttpRequest from,
            String name,
            Body request,
            Wire wire,
            CallFaults struck)
            throws IOException {
        var refusal = Envelope.refusal(from, request);
        if (refusal != null) {
            return refusal;
        }
        var body = new Pieces(context.alloc());
        try {
            var asked = read(name, request, wire);
            signatures.check(from, request, engine.now());
            if (name.equals("SubscribeToShard")) {
                var feed = operations.subscribe(asked, struck);
                if (!struck.losesAnswer()) {
                    subscribe(context, from, feed, wire);
                    return null;
                }
            } else {
                operations.answer(asked, struck, body::expecting);
            }
            return Responses.of(HttpResponseStatus.OK, body.whole(), wire.contentType);
        } catch (KinesisError e) {
            body.release();
            return refusal(e, context, wire);
        } catch (RuntimeException | IOException | Error e) {
            LOG.error("{} failed, which is a fault of local-kinesis", name, e);
            if (e instanceof Error) {
                onError.accept(e);
            }
            body.release();
            return refusal(FAILURE, context, wire);
        }
    }

    private Request read(String name, Body body, Wire wire) {
        var usual =
                Operations.mayBeUsual(name) ? operations.readUsual(name, body.inPassing(), body.length(), wire) : null;
        return usual != null ? usual : operations.read(name, body.bytes(), wire);
    }

    private void subscribe(ChannelHandlerContext context, FullHttpRequest request, ShardFeed feed, Wire wire) {
        var head = new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK);
        Responses.identify(head.headers(), EventStream.CONTENT_TYPE);
        head.headers().set(HttpHeaderNames.DATE, DateFormatter.format(Date.from(engine.now())));
        welcome(request, head.headers());
        HttpUtil.setTransferEncodingChunked(head, true);
        context.write(head);
        context.pipeline().addLast(new Subscription(feed, wire, subscriptionLife, connections));
    }

    private static FullHttpResponse refusal(KinesisError error, ChannelHandlerContext context, Wire wire)
            throws IOException {
        var body = context.alloc().buffer();
        Operations.refuse(error, wire, new ByteBufOutputStream(body));
        var response = Responses.of(HttpResponseStatus.valueOf(error.type().status), body, wire.contentType);
        response.headers().set("x-amzn-errortype", error.type().name());
        return response;
    }
}
