package delivery.ranking.web;

import delivery.app.Ports;
import delivery.app.tls.ServerIdentity;
import delivery.ranking.web.gate.TlsGate;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.ServerSocketChannel;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.DetectorConnectionFactory;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.ssl.SslContextFactory;

/** The page's socket: HTTP; with a certificate over TLS, and then also without, so that {@link TlsGate} can say so. */
final class WebConnector {
    /** Of connections that the system has made and we have not looked at: an attack must not fill it. */
    private static final int BACKLOG = 1_024;
    /** What a reader does not take is to be noticed here, not to lie in the system's buffers for minutes. */
    private static final int SEND_BUFFER_BYTES = 16 * 1024;

    private static final int IDLE_MILLIS = 30_000;

    private WebConnector() {}

    /** Before Javalin does: it would log a stack trace of its own if the port is taken. */
    static ServerSocketChannel listen(InetAddress bind, int port) {
        try {
            var listener = ServerSocketChannel.open();
            try {
                listener.setOption(StandardSocketOptions.SO_REUSEADDR, true);
                return listener.bind(new InetSocketAddress(bind, port), BACKLOG);
            } catch (IOException e) {
                listener.close();
                throw e;
            }
        } catch (IOException e) {
            throw Ports.taken("--http-port", port, e);
        }
    }

    /** @param identity for TLS; null without */
    static Connector of(
            Server server,
            HttpConfiguration http,
            ServerSocketChannel listener,
            PageConnections pageConnections,
            ServerIdentity identity) {
        http.setSendServerVersion(false);
        http.setRequestHeaderSize(8 * 1024);
        http.addCustomizer(pageConnections);
        var connector = new ServerConnector(server, 1, 1, factories(http, identity));
        connector.setAcceptedSendBufferSize(SEND_BUFFER_BYTES);
        connector.setIdleTimeout(IDLE_MILLIS);
        connector.addBean(pageConnections);
        try {
            connector.open(listener);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return connector;
    }

    private static ConnectionFactory[] factories(HttpConfiguration http, ServerIdentity identity) {
        var plain = new HttpConnectionFactory(http);
        if (identity == null) {
            return new ConnectionFactory[] {plain};
        }
        var tls = new SslContextFactory.Server();
        tls.setSslContext(identity.context());
        return new ConnectionFactory[] {
            new DetectorConnectionFactory(new SslConnectionFactory(tls, HttpVersion.HTTP_1_1.asString())), plain
        };
    }
}
