package delivery.ranking.replica;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import delivery.app.tls.ServerTrust;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.time.Duration;
import javax.net.ssl.HttpsURLConnection;

/** Asks another server over HTTP, as its page does; a thread of its own is given to it. */
final class HttpPeer implements PeerPort {
    private static final Duration CONNECT = Duration.ofSeconds(1);
    private static final Duration ANSWER = Duration.ofSeconds(2);
    private static final int MAX_BYTES = 1 << 20;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final PeerAddress address;
    private final String token;
    /** Null for that of this machine. */
    private final ServerTrust trust;

    HttpPeer(PeerAddress address, String token, ServerTrust trust) {
        this.address = address;
        this.token = token;
        this.trust = trust;
    }

    @Override
    public DigestJson ask() throws IOException {
        var connection = (HttpURLConnection)
                address.uri().resolve("/api/digest?brief").toURL().openConnection();
        try {
            connection.setConnectTimeout((int) CONNECT.toMillis());
            connection.setReadTimeout((int) ANSWER.toMillis());
            connection.setInstanceFollowRedirects(false);
            connection.setUseCaches(false);
            if (!token.isEmpty()) {
                connection.setRequestProperty("Authorization", "Bearer " + token);
            }
            if (trust != null && connection instanceof HttpsURLConnection secure) {
                secure.setSSLSocketFactory(trust.context().getSocketFactory());
            }
            return answer(connection);
        } finally {
            connection.disconnect();
        }
    }

    private static DigestJson answer(HttpURLConnection connection) throws IOException {
        var status = connection.getResponseCode();
        if (status == HttpURLConnection.HTTP_UNAUTHORIZED) {
            throw new IOException("it has another token");
        } else if (status != HttpURLConnection.HTTP_OK) {
            throw new IOException("it answers with HTTP status " + status);
        }
        try (var in = connection.getInputStream()) {
            var bytes = in.readNBytes(MAX_BYTES + 1);
            if (bytes.length > MAX_BYTES) {
                throw new IOException("its answer is too long");
            }
            var said = JSON.readValue(bytes, DigestJson.class);
            if (said.version() == null || said.run() == null || said.digests() == null) {
                throw new IOException("no ranking server answers there, or an older one");
            }
            return said;
        } catch (JsonProcessingException e) {
            throw new IOException("no ranking server answers there, or an older one", e);
        }
    }
}
