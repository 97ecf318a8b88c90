package delivery.app.tls;

import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.Optional;
import javax.net.ssl.SSLException;

/** Why a client and a server that was reached did not agree on TLS. */
public final class TlsFailure {
    private TlsFailure() {}

    /** To come after the server's name: what is wrong with it, and the next step; empty if it is not about TLS. */
    public static Optional<String> words(Throwable e) {
        if (find(e, CertificateExpiredException.class).isPresent()) {
            return Optional.of("shows a certificate that has expired: have it renewed");
        } else if (find(e, CertificateNotYetValidException.class).isPresent()) {
            return Optional.of("shows a certificate that is not valid yet: check the clocks of both machines");
        } else if (find(e, CertPathBuilderException.class).isPresent()) {
            return Optional.of(
                    "shows a certificate that --server-ca does not vouch for: give the file of who signed it");
        }
        var certificate = find(e, CertificateException.class);
        if (certificate.isPresent()) {
            return Optional.of("shows a certificate that is not made out to this name ("
                    + certificate.get().getMessage() + "): give --server by a name of the certificate");
        }
        return find(e, SSLException.class).map(TlsFailure::ofHandshake);
    }

    private static String ofHandshake(SSLException e) {
        // No class of its own; the words are the JDK's since 11.
        return String.valueOf(e.getMessage()).startsWith("Unsupported or unrecognized SSL message")
                ? "does not speak TLS: leave out --server-ca, or start it with --tls-cert and --tls-key"
                : "and this program could not agree on TLS (" + e.getMessage() + ")";
    }

    private static <T extends Throwable> Optional<T> find(Throwable e, Class<T> type) {
        for (var each = e; each != null; each = each.getCause()) {
            if (type.isInstance(each)) {
                return Optional.of(type.cast(each));
            }
        }
        return Optional.empty();
    }
}
