package delivery.ranking;

import delivery.app.AppException;
import delivery.app.tls.ServerIdentity;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Whether both ports speak TLS, and by which certificate. */
final class TlsOptions {
    @Option(
            names = "--tls-cert",
            paramLabel = "FILE",
            description =
                    "Speak TLS, on both ports, with the certificate in this PEM file: the server's own first, then"
                            + " those between it and its authority. Needs --tls-key.")
    private Path tlsCert;

    @Option(
            names = "--tls-key",
            paramLabel = "FILE",
            description = "The certificate's private key in PEM (PKCS #8, no password), its owner's alone: chmod 600.")
    private Path tlsKey;

    boolean isGiven() {
        return tlsCert != null;
    }

    /** Null for no TLS. */
    ServerIdentity identity() {
        if ((tlsCert == null) != (tlsKey == null)) {
            throw AppException.usage("--tls-cert and --tls-key belong together: give both, or none");
        }
        return tlsCert == null ? null : ServerIdentity.of(tlsCert, tlsKey);
    }
}
