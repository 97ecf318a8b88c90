package delivery.localkinesis.http;

import static delivery.localkinesis.http.Patience.isOver;

import delivery.localkinesis.http.Connections.EndReason;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.concurrent.Future;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Ends a connection of which nothing comes: that asks nothing, takes too long over a request, or does not read. First in
 * its pipeline, after TLS; all on the connection's own thread but for what {@link Connections} looks at.
 */
final class ConnectionWatch extends ChannelInboundHandlerAdapter {
    /** A body on its way that has not come on for so long may be given up for another connection. */
    private static final long STALLED_NANOS = TimeUnit.SECONDS.toNanos(3);

    /** Null: of this machine. */
    final @Nullable InetAddress remote;

    private final Connections all;
    private final Channel channel;
    private final List<RequestWatch> requests = new ArrayList<>();
    private boolean http2;
    private boolean inHead;
    private long headSince;
    private long pendingBytes;
    private long pendingProgress;
    private long progressAt;

    @SuppressWarnings("NullAway.Init") // until it is added
    private Future<?> ticker;

    // read by other threads
    private volatile long waitingSince = System.nanoTime();
    private volatile State state = State.WAITING;

    private enum State {
        /** For a request, of which there may be some bytes. */
        WAITING,
        RECEIVING,
        ANSWERING
    }

    ConnectionWatch(Connections all, Channel channel, @Nullable InetAddress remote) {
        this.all = all;
        this.channel = channel;
        this.remote = remote;
    }

    /** Whether it may be closed to make room for another. */
    boolean maySpare(long nowNanos) {
        var now = state;
        return now == State.WAITING || (now == State.RECEIVING && nowNanos - waitingSince > STALLED_NANOS);
    }

    long waitingSince() {
        return waitingSince;
    }

    /** From any thread. */
    void end(EndReason reason) {
        all.count(reason);
        channel.close();
    }

    ChannelFuture close() {
        return channel.close();
    }

    Connections all() {
        return all;
    }

    /** Requests are streams, which are watched each by itself; bytes alone say nothing. */
    void speaksHttp2() {
        http2 = true;
        inHead = false;
    }

    boolean isHttp2() {
        return http2;
    }

    void begun(RequestWatch request) {
        inHead = false;
        if (!requests.contains(request)) {
            requests.add(request);
        }
        state = http2 ? State.ANSWERING : State.RECEIVING;
    }

    void received() {
        state = State.ANSWERING;
    }

    void ended(RequestWatch request) {
        requests.remove(request);
        if (requests.isEmpty()) {
            waitingSince = System.nanoTime();
            state = State.WAITING;
        }
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        var look = all.patience.look().toNanos();
        ticker = context.executor().scheduleWithFixedDelay(this::look, look, look, TimeUnit.NANOSECONDS);
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        ticker.cancel(false);
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (state == State.WAITING) {
            if (!http2 && !inHead) {
                inHead = true;
                headSince = System.nanoTime();
            }
        } else if (state == State.RECEIVING) {
            waitingSince = System.nanoTime();
        }
        context.fireChannelRead(message);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        all.failed(cause);
        context.close();
    }

    private void look() {
        try {
            look(System.nanoTime());
        } catch (Throwable e) { // a timer swallows it
            all.failed(e);
            channel.close();
        }
    }

    private void look(long now) {
        if (inHead && isOver(all.patience.head(), headSince, now)) {
            end(EndReason.HEAD);
        } else if (state == State.WAITING && isOver(all.patience.idle(), waitingSince, now)) {
            end(EndReason.IDLE);
        } else if (isUnread(now)) {
            end(EndReason.UNREAD);
        } else {
            List.copyOf(requests).forEach(request -> request.look(now));
        }
    }

    private boolean isUnread(long now) {
        var buffer = channel.unsafe().outboundBuffer();
        var pending = buffer == null ? 0 : buffer.totalPendingWriteBytes();
        var progress = pending == 0 ? 0 : buffer.currentProgress();
        if (pending == 0 || pending != pendingBytes || progress != pendingProgress) {
            pendingBytes = pending;
            pendingProgress = progress;
            progressAt = now;
        }
        return isOver(all.patience.unread(), progressAt, now);
    }
}
