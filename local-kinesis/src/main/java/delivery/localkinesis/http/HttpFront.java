package delivery.localkinesis.http;

import delivery.localkinesis.engine.Engine;
import delivery.localkinesis.fault.Faults;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.security.cert.X509Certificate;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** AWS's wire protocol before an engine. Owns the threads {@code kinesis-http-<n>}. */
public final class HttpFront implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger("delivery.localkinesis");
    private static final String FLIGHT_RECORDER = "io.netty.jfr.enabled";
    private static final int MAX_THREADS = 4;

    static {
        // Netty would load the flight recorder of the JVM, to tell it of buffers: that is for who looks for leaks.
        if (System.getProperty(FLIGHT_RECORDER) == null) {
            System.setProperty(FLIGHT_RECORDER, "false");
        }
    }

    private final EventLoopGroup threads;
    private final Connections connections;
    private final Consumer<Throwable> onError;
    private volatile boolean closing;
    private final Channel listener;
    private final @Nullable Channel tlsListener; // null: no TLS
    private final @Nullable X509Certificate certificate; // null: no TLS

    /** @throws IOException if a port cannot be had */
    public HttpFront(Engine engine, Faults faults, FrontOptions options) throws IOException {
        onError = options.onError;
        connections = new Connections(options.connections, options.patience, onError);
        threads = new MultiThreadIoEventLoopGroup(
                Math.min(MAX_THREADS, Runtime.getRuntime().availableProcessors()),
                new DefaultThreadFactory("kinesis-http", true),
                NioIoHandler.newFactory());
        try {
            startThreads();
            var protocols = new Protocols(connections, new RequestHandler(engine, faults, connections, options));
            listener = listen(options.bind, options.port, protocols.clearText());
            if (options.tlsPort != null) {
                var identity = SelfSigned.make(options.bind);
                certificate = identity.certificate();
                tlsListener = listen(options.bind, options.tlsPort, protocols.tls(identity.context()));
            } else {
                certificate = null;
                tlsListener = null;
            }
        } catch (IOException | RuntimeException | Error e) {
            stopThreads();
            throw e;
        }
    }

    public InetSocketAddress address() {
        return (InetSocketAddress) listener.localAddress();
    }

    /** Null without TLS, as the {@link #certificate()}. */
    public @Nullable InetSocketAddress tlsAddress() {
        return tlsListener == null ? null : (InetSocketAddress) tlsListener.localAddress();
    }

    public @Nullable X509Certificate certificate() {
        return certificate;
    }

    @Override
    public void close() {
        listener.close().awaitUninterruptibly();
        if (tlsListener != null) {
            tlsListener.close().awaitUninterruptibly();
        }
        connections.close();
        stopThreads();
    }

    private Channel listen(String bind, int port, ChannelInitializer<Channel> connections) throws IOException {
        var bound = new ServerBootstrap()
                .group(threads)
                .channel(NioServerSocketChannel.class)
                .option(ChannelOption.SO_REUSEADDR, true)
                .handler(new Accepting())
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(
                        ChannelOption.RECVBUF_ALLOCATOR,
                        new AdaptiveRecvByteBufAllocator(1_024, 2_048, Protocols.READ_BYTES))
                .childHandler(connections)
                .bind(new InetSocketAddress(bind, port))
                .awaitUninterruptibly();
        if (!bound.isSuccess()) {
            throw new PortTakenException(port, bound.cause());
        }
        return bound.channel();
    }

    /** All of them at once: later the system may have none left. */
    private void startThreads() {
        for (var thread : threads) {
            thread.submit(() -> {}).syncUninterruptibly();
            thread.terminationFuture().addListener(ended -> {
                if (!closing) {
                    onError.accept(new IllegalStateException("a thread of the HTTP front has ended", ended.cause()));
                }
            });
        }
    }

    private void stopThreads() {
        closing = true;
        threads.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
    }

    /** What the system refuses while connections are accepted, such as too many open files: it passes, and is said seldom. */
    private final class Accepting extends ChannelInboundHandlerAdapter {
        private static final long AGAIN_MILLIS = 200;
        private static final long SAID_EVERY_NANOS = 60_000_000_000L;

        private long saidAt;
        private boolean said;

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            var now = System.nanoTime();
            if (!said || now - saidAt >= SAID_EVERY_NANOS) {
                said = true;
                saidAt = now;
                LOG.warn(
                        "cannot accept a connection ({}): those that are silent are closed, and it goes on",
                        cause.getMessage());
            }
            connections.makeRoom();
            var config = context.channel().config();
            if (config.isAutoRead()) {
                config.setAutoRead(false);
                context.executor().schedule(() -> config.setAutoRead(true), AGAIN_MILLIS, TimeUnit.MILLISECONDS);
            }
        }
    }
}
