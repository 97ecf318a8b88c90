package delivery.localkinesis.http;

import static delivery.localkinesis.http.Patience.isOver;
import static java.nio.charset.StandardCharsets.UTF_8;

import delivery.localkinesis.http.Connections.EndReason;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Watches requests come in and answers go out: of a connection that speaks HTTP/1.1, or of one stream of HTTP/2. It
 * bounds how long a body may take, how much memory it may take meanwhile, and that answers do not pile up.
 */
final class RequestWatch extends ChannelDuplexHandler {
    /** For a client of HTTP/2 to take an answer that is complete; HTTP/1.1 has the connection's own rule. */
    private static final Duration TAKE = Duration.ofMinutes(2);

    private final ConnectionWatch connection;

    @SuppressWarnings("NullAway.Init") // until it is added
    private ChannelHandlerContext context;

    private BodyBudget.@Nullable Share share;
    private boolean receiving;
    private long received;
    private long receivingSince;
    private long lastByteAt;
    private int unanswered;
    private boolean writing;
    private long writingSince;
    private boolean refused;

    RequestWatch(ConnectionWatch connection) {
        this.connection = connection;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext added) {
        context = added;
        if (connection.isHttp2() && !connection.all().addStream()) {
            refused = true;
            connection.all().count(EndReason.FULL);
            context.close();
        }
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext removed) {
        giveBack();
        connection.ended(this);
        if (connection.isHttp2()) {
            connection.all().removeStream();
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext reading, Object message) {
        if (refused || (message instanceof HttpRequest && !begin())) {
            ReferenceCountUtil.release(message);
            return;
        }
        if (message instanceof LastHttpContent) {
            receiving = false;
            connection.received();
            try {
                reading.fireChannelRead(message);
            } finally {
                giveBack();
                endIfAnswered();
            }
        } else if (message instanceof HttpContent content
                && !hasRoom(content.content().readableBytes())) {
            ReferenceCountUtil.release(message);
            refuse();
        } else {
            reading.fireChannelRead(message);
        }
    }

    @Override
    public void write(ChannelHandlerContext writer, Object message, ChannelPromise promise) {
        if (!(message instanceof LastHttpContent) || isInformation(message)) {
            writer.write(message, promise);
            return;
        }
        writing = true;
        writingSince = System.nanoTime();
        writer.write(message, promise.unvoid().addListener(written -> answered()));
    }

    /** Whether it takes too long, and then it is over. */
    void look(long now) {
        var patience = connection.all().patience;
        if (receiving
                && (isOver(patience.body(), receivingSince, now) || isOver(patience.silence(), lastByteAt, now))) {
            end(EndReason.BODY);
        } else if (connection.isHttp2() && writing && isOver(TAKE, writingSince, now)) {
            end(EndReason.UNREAD);
        }
    }

    /** False: a client that asks on and on and does not read is not answered. */
    private boolean begin() {
        if (unanswered > 0 && !context.channel().isWritable()) {
            refused = true;
            end(EndReason.UNREAD);
            return false;
        }
        unanswered++;
        receiving = true;
        received = 0;
        receivingSince = System.nanoTime();
        lastByteAt = receivingSince;
        connection.begun(this);
        return true;
    }

    private boolean hasRoom(int bytes) {
        lastByteAt = System.nanoTime();
        received += bytes;
        if (received > Protocols.MAX_BODY_BYTES) {
            giveBack(); // refused already, and forgotten
            return true;
        }
        if (share == null) {
            share = new BodyBudget.Share(() -> end(EndReason.MEMORY));
        }
        return connection.all().bodies.take(share, bytes, lastByteAt);
    }

    /** The answer that AWS's clients try again after. */
    private void refuse() {
        refused = true;
        connection.all().count(EndReason.MEMORY);
        var body = Unpooled.copiedBuffer("too much is being sent at once: try again\n", UTF_8);
        var answer = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.SERVICE_UNAVAILABLE, body);
        answer.headers().set(HttpHeaderNames.CONTENT_TYPE, "text/plain; charset=utf-8");
        answer.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        HttpUtil.setContentLength(answer, body.readableBytes());
        context.writeAndFlush(answer).addListener(ChannelFutureListener.CLOSE);
    }

    private void answered() {
        writing = false;
        unanswered--;
        endIfAnswered();
    }

    private void endIfAnswered() {
        if (unanswered == 0 && !receiving) {
            connection.ended(this);
        }
    }

    private void end(EndReason reason) {
        connection.all().count(reason);
        context.close();
    }

    private void giveBack() {
        if (share != null) {
            connection.all().bodies.release(share);
            share = null;
        }
    }

    private static boolean isInformation(Object message) {
        return message instanceof HttpResponse response
                && response.status().codeClass() == HttpStatusClass.INFORMATIONAL;
    }
}
