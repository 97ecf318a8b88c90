package delivery.app.tls;

import delivery.app.AppException;
import delivery.app.PrivateFiles;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.X509Certificate;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.regex.Pattern;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/** The certificate that a server shows, and the key that it proves it with. */
public final class ServerIdentity {
    /** Of PKCS #8, which the JDK can read (RFC 5958). */
    private static final Pattern KEY =
            Pattern.compile("-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END PRIVATE KEY-----");

    private static final char[] NO_PASSWORD = {};

    private final SSLContext context;

    private ServerIdentity(SSLContext context) {
        this.context = context;
    }

    /**
     * @param certificate PEM: the server's own first, then those that lead from it to an authority
     * @param key PEM, PKCS #8, without a password; a file that is its owner's alone
     * @throws AppException if they cannot be used: what is wrong, and with which
     */
    public static ServerIdentity of(Path certificate, Path key) {
        var chain = Pem.certificates("--tls-cert", certificate);
        checkDates(chain.get(0), certificate);
        try {
            var privateKey = privateKey(key, chain.get(0));
            checkPair(chain.get(0), privateKey, certificate, key);
            var store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            store.setKeyEntry("server", privateKey, NO_PASSWORD, chain.toArray(new X509Certificate[0]));
            var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(store, NO_PASSWORD);
            var context = SSLContext.getInstance("TLS");
            context.init(keys.getKeyManagers(), null, null);
            return new ServerIdentity(context);
        } catch (GeneralSecurityException | IOException e) {
            throw AppException.usage(
                    "--tls-cert " + certificate + " and --tls-key " + key + " cannot be used: " + e.getMessage());
        }
    }

    private static void checkDates(X509Certificate certificate, Path file) {
        try {
            certificate.checkValidity();
        } catch (CertificateExpiredException e) {
            throw AppException.usage("--tls-cert " + file + " expired at "
                    + certificate.getNotAfter().toInstant() + ": have it renewed");
        } catch (CertificateNotYetValidException e) {
            throw AppException.usage("--tls-cert " + file + " is valid only from "
                    + certificate.getNotBefore().toInstant() + " on: is this machine's clock right?");
        }
    }

    private static PrivateKey privateKey(Path file, X509Certificate certificate) throws GeneralSecurityException {
        var pem = KEY.matcher(PrivateFiles.secret("--tls-key", file));
        if (!pem.find()) {
            throw noKey(file);
        }
        try {
            var bytes = Base64.getMimeDecoder().decode(pem.group(1));
            return KeyFactory.getInstance(certificate.getPublicKey().getAlgorithm())
                    .generatePrivate(new PKCS8EncodedKeySpec(bytes));
        } catch (IllegalArgumentException e) {
            throw noKey(file);
        } catch (InvalidKeySpecException e) {
            throw AppException.usage("--tls-key " + file + " is no key of the kind that the certificate has ("
                    + certificate.getPublicKey().getAlgorithm() + ")");
        }
    }

    private static AppException noKey(Path file) {
        return AppException.usage("--tls-key " + file + " holds no private key in PEM (-----BEGIN PRIVATE KEY-----):"
                + " make one by openssl pkcs8 -topk8 -nocrypt -in " + file);
    }

    /** Else every client would be told that TLS failed, and none why. */
    private static void checkPair(X509Certificate certificate, PrivateKey privateKey, Path file, Path keyFile)
            throws GeneralSecurityException {
        var algorithm = switch (privateKey.getAlgorithm()) {
            case "RSA" -> "SHA256withRSA";
            case "EC" -> "SHA256withECDSA";
            default -> privateKey.getAlgorithm();
        };
        var signer = Signature.getInstance(algorithm);
        signer.initSign(privateKey);
        signer.update(certificate.getEncoded());
        var verifier = Signature.getInstance(algorithm);
        verifier.initVerify(certificate.getPublicKey());
        verifier.update(certificate.getEncoded());
        if (!verifier.verify(signer.sign())) {
            throw AppException.usage(
                    "--tls-key " + keyFile + " is not the key of --tls-cert " + file + ": give those made together");
        }
    }

    public SSLContext context() {
        return context;
    }

    /** TLS over a connection that was accepted. The handshake takes place with the first byte that is read or written. */
    public Socket over(Socket accepted) throws IOException {
        var socket = (SSLSocket) context.getSocketFactory().createSocket(accepted, null, false);
        socket.setUseClientMode(false);
        return socket;
    }
}
