package delivery.kinesis.aws;

import delivery.app.HostName;
import delivery.kinesis.KinesisStream;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.URI;
import java.util.Optional;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.http.urlconnection.UrlConnectionFactory;

/** Opens the connections of one client, straight to its endpoint or by its proxy, and follows nobody elsewhere. */
final class UrlConnections implements UrlConnectionFactory {
    private final Optional<ProxyServer> proxy;
    private final HostName name;

    UrlConnections(StreamEndpoint endpoint, Optional<ProxyServer> proxy) {
        this.proxy = proxy;
        name = new HostName(proxy.map(ProxyServer::host).orElseGet(endpoint::host));
    }

    @Override
    public HttpURLConnection createConnection(URI uri) {
        try {
            name.resolve();
            // Without a word about a proxy the JVM would look for one by itself.
            var way = proxy.map(ProxyServer::asProxy).orElse(Proxy.NO_PROXY);
            var connection = (HttpURLConnection) uri.toURL().openConnection(way);
            connection.setInstanceFollowRedirects(false);
            connection.setConnectTimeout((int) SdkStream.CONNECT_TIMEOUT.toMillis());
            connection.setReadTimeout((int) KinesisStream.ANSWER_TIME.toMillis());
            proxy.flatMap(ProxyServer::authorization)
                    .ifPresent(login -> connection.setRequestProperty("Proxy-Authorization", login));
            return connection;
        } catch (IOException e) {
            // As the SDK throws what its own connections fail with.
            throw SdkClientException.create("cannot connect", e);
        }
    }
}
