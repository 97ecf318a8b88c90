package delivery.localkinesis.http;

import delivery.localkinesis.engine.ShardFeed;
import delivery.localkinesis.operations.EventStream;
import delivery.localkinesis.operations.Wire;
import delivery.localkinesis.quota.Limits;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The answer to one SubscribeToShard after its head: a part of the connection's pipeline while it lasts. All of it runs
 * on the connection's thread; what a put does is no more than to ask for {@link #pump} once. A client that does not
 * read holds one event and the connection's buffer: more is written only when the connection takes it.
 */
final class Subscription extends ChannelInboundHandlerAdapter {
    private static final Logger LOG = LoggerFactory.getLogger("delivery.localkinesis");
    /** So many intervals without reading, and a client is given up. */
    private static final int UNREAD = 6;

    private final ShardFeed feed;
    private final Connections connections;
    private final EventStream events;
    private final Duration life;
    private final AtomicBoolean asked = new AtomicBoolean();

    @SuppressWarnings("NullAway.Init") // until it is added, as the timers
    private ChannelHandlerContext context;

    @SuppressWarnings("NullAway.Init")
    private Future<?> lifeTimer;

    @SuppressWarnings("NullAway.Init")
    private Future<?> idleTimer;

    private boolean quiet = true; // no event since the idle timer last looked
    private boolean over;
    private boolean comesAgain; // by a timer
    private int unread; // times in a row that the client had not taken what was written

    Subscription(ShardFeed feed, Wire wire, Duration life, Connections connections) {
        this.connections = connections;
        this.feed = feed;
        this.events = new EventStream(wire);
        this.life = life;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext added) {
        context = added;
        var thread = added.executor();
        lifeTimer = thread.schedule(this::endOfLife, life.toMillis(), TimeUnit.MILLISECONDS);
        var interval = Limits.EVENT_INTERVAL.toMillis();
        idleTimer = thread.scheduleAtFixedRate(this::sayEmptiness, interval, interval, TimeUnit.MILLISECONDS);
        feed.onChange(this::ask);
        guarded(() -> {
            write(events.initialResponse());
            writeEvenEmpty();
        });
        ask();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext changed) throws Exception {
        ask();
        super.channelWritabilityChanged(changed);
    }

    /** The client has gone: its turn is not over, as on AWS, so it has to wait before it asks again. */
    @Override
    public void handlerRemoved(ChannelHandlerContext removed) {
        over = true;
        lifeTimer.cancel(false);
        idleTimer.cancel(false);
        feed.close();
    }

    /** From any thread; several calls before the next pump count as one. */
    private void ask() {
        if (asked.compareAndSet(false, true)) {
            context.executor().execute(this::pump);
        }
    }

    private void pump() {
        asked.set(false);
        guarded(() -> {
            while (!over && context.channel().isWritable() && writeMore()) {
                quiet = false;
            }
            context.flush();
            var again = feed.againMillis();
            if (!over && !comesAgain && again != Long.MAX_VALUE) {
                comesAgain = true;
                context.executor().schedule(this::comeAgain, again, TimeUnit.MILLISECONDS);
            }
        });
    }

    private void comeAgain() {
        comesAgain = false;
        ask();
    }

    /** Whether there may be yet more. */
    private boolean writeMore() throws IOException {
        var why = feed.ended();
        if (why != null) {
            write(events.exception(why));
            finish();
            return false;
        }
        var event = feed.next(false);
        if (event != null) {
            writeEvent(event);
        }
        return event != null;
    }

    /** So that the client knows that we are there and where it stands. */
    private void sayEmptiness() {
        unread = context.channel().isWritable() ? 0 : unread + 1;
        if (unread == UNREAD) {
            connections.count(Connections.EndReason.UNREAD);
            context.close();
            return;
        }
        if (!over && quiet && unread == 0) {
            guarded(this::writeEvenEmpty);
        }
        quiet = true;
    }

    private void endOfLife() {
        if (!over) {
            feed.finish();
            finish();
        }
    }

    private void writeEvenEmpty() throws IOException {
        writeEvent(Objects.requireNonNull(feed.next(true)));
        context.flush();
    }

    private void writeEvent(ShardFeed.Event event) throws IOException {
        write(events.event(event));
        if (event.isLast()) {
            finish();
        }
    }

    private void write(byte[] message) {
        context.write(
                new DefaultHttpContent(context.alloc().buffer(message.length).writeBytes(message)));
    }

    private void finish() {
        over = true;
        context.writeAndFlush(LastHttpContent.EMPTY_LAST_CONTENT);
        context.pipeline().remove(this);
    }

    private interface Step {
        void run() throws IOException;
    }

    private void guarded(Step step) {
        try {
            step.run();
        } catch (IOException | RuntimeException | Error e) {
            LOG.error("a subscription failed, which is a fault of local-kinesis", e);
            connections.failed(e);
            context.close();
        }
    }
}
