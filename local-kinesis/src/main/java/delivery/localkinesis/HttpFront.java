package delivery.localkinesis;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
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

/** AWS's wire protocol before an engine. Owns the threads {@code kinesis-http-<n>}. */
final class HttpFront implements AutoCloseable {
    private static final int MAX_THREADS = 4;

    private final EventLoopGroup threads;
    private final Channel listener;
    private final Channel tlsListener; // null: no TLS
    private final X509Certificate certificate; // null: no TLS

    /** @throws IOException if a port cannot be had */
    HttpFront(Engine engine, FrontOptions options) throws IOException {
        threads = new MultiThreadIoEventLoopGroup(
                Math.min(MAX_THREADS, Runtime.getRuntime().availableProcessors()),
                new DefaultThreadFactory("kinesis-http", true),
                NioIoHandler.newFactory());
        try {
            var protocols = new Protocols(new RequestHandler(engine, options.subscriptionLife()));
            listener = listen(options.bind(), options.port(), protocols.clearText());
            if (options.tls()) {
                var identity = SelfSigned.make(options.bind());
                certificate = identity.certificate();
                tlsListener = listen(options.bind(), options.tlsPort(), protocols.tls(identity.context()));
            } else {
                certificate = null;
                tlsListener = null;
            }
        } catch (IOException | RuntimeException e) {
            stopThreads();
            throw e;
        }
    }

    InetSocketAddress address() {
        return (InetSocketAddress) listener.localAddress();
    }

    /** Null without TLS, as the {@link #certificate()}. */
    InetSocketAddress tlsAddress() {
        return tlsListener == null ? null : (InetSocketAddress) tlsListener.localAddress();
    }

    X509Certificate certificate() {
        return certificate;
    }

    @Override
    public void close() {
        listener.close().awaitUninterruptibly();
        if (tlsListener != null) {
            tlsListener.close().awaitUninterruptibly();
        }
        stopThreads();
    }

    private Channel listen(String bind, int port, ChannelInitializer<Channel> connections) throws IOException {
        var bound = new ServerBootstrap()
                .group(threads)
                .channel(NioServerSocketChannel.class)
                .option(ChannelOption.SO_REUSEADDR, true)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childHandler(connections)
                .bind(new InetSocketAddress(bind, port))
                .awaitUninterruptibly();
        if (!bound.isSuccess()) {
            throw new PortTakenException(port, bound.cause());
        }
        return bound.channel();
    }

    private void stopThreads() {
        threads.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
    }
}
