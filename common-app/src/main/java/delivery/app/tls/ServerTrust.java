package delivery.app.tls;

import delivery.app.AppException;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;

/** Whose word a client takes for it that a server is the one that it asked for. */
public final class ServerTrust {
    /** Stands for the authorities that this machine's JDK trusts. */
    private static final String SYSTEM = "system";

    private static final int HANDSHAKE_MILLIS = 5_000;

    private final SSLContext context;

    private ServerTrust(SSLContext context) {
        this.context = context;
    }

    /**
     * @param text of {@code --server-ca}: a file of certificates in PEM, or {@code system}
     * @throws AppException if it is neither
     */
    public static ServerTrust of(String text) {
        try {
            KeyStore store = null;
            if (!text.equals(SYSTEM)) {
                store = KeyStore.getInstance("PKCS12");
                store.load(null, null);
                for (var certificate : inTheirTime(Path.of(text))) {
                    store.setCertificateEntry("authority-" + store.size(), certificate);
                }
            }
            var managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            managers.init(store);
            var context = SSLContext.getInstance("TLS");
            context.init(null, managers.getTrustManagers(), null);
            return new ServerTrust(context);
        } catch (GeneralSecurityException | IOException e) {
            throw AppException.usage("--server-ca " + text + " cannot be used: " + e.getMessage());
        }
    }

    /** Those of the file that are to be trusted now: of what is trusted by itself the JDK does not ask how old it is. */
    private static List<X509Certificate> inTheirTime(Path file) {
        var all = Pem.certificates("--server-ca", file);
        var now = Instant.now();
        var valid = all.stream()
                .filter(each -> !now.isBefore(each.getNotBefore().toInstant())
                        && !now.isAfter(each.getNotAfter().toInstant()))
                .toList();
        if (valid.isEmpty()) {
            var first = all.get(0);
            throw AppException.usage("--server-ca " + file
                    + (now.isAfter(first.getNotAfter().toInstant())
                            ? " expired at " + first.getNotAfter().toInstant() + ": get a newer one"
                            : " is valid only from " + first.getNotBefore().toInstant()
                                    + " on: is this machine's clock right?"));
        }
        return valid;
    }

    public SSLContext context() {
        return context;
    }

    /**
     * TLS over a connection that was made, once the other side has proved to be {@code host}.
     *
     * @throws IOException if it has not within 5 s, or does not speak TLS; {@link TlsFailure} says it in words
     */
    public Socket over(Socket connected, String host) throws IOException {
        var socket = (SSLSocket) context.getSocketFactory().createSocket(connected, host, connected.getPort(), false);
        var parameters = socket.getSSLParameters();
        // Else any certificate of the authority would do.
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        socket.setSSLParameters(parameters);
        connected.setSoTimeout(HANDSHAKE_MILLIS);
        socket.startHandshake();
        checkTime(socket.getSession());
        return socket;
    }

    /** As above: it may have been in its time when this program began. */
    private static void checkTime(SSLSession session) throws IOException {
        try {
            ((X509Certificate) session.getPeerCertificates()[0]).checkValidity();
        } catch (CertificateException e) {
            throw (SSLHandshakeException) new SSLHandshakeException(e.getMessage()).initCause(e);
        }
    }
}
