package delivery.app.tls;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * A certificate for tests and its key, both in PEM; of 127.0.0.1, 0.0.0.0 and localhost, valid for a century, if its name does not
 * say otherwise. Made by openssl, and worth nothing: the keys are in the sources for everyone to see.
 *
 * @param authority who signed it
 * @param context that shows it, whatever it is worth
 */
public record TestCertificate(Path certificate, Path key, Path authority, SSLContext context) {
    /** A usual one. */
    public static TestCertificate server(Path folder) throws IOException, GeneralSecurityException {
        return named("server", folder);
    }

    /** Signed by nobody but itself. */
    public static TestCertificate ofItself(Path folder) throws IOException, GeneralSecurityException {
        var one = named("self", folder);
        return new TestCertificate(one.certificate, one.key, one.certificate, one.context);
    }

    /**
     * @param name of a resource
     * @param folder for the files; the key's is its owner's alone
     */
    static TestCertificate named(String name, Path folder) throws IOException, GeneralSecurityException {
        var certificate = copy(name + ".crt", folder);
        var key = copy(name + ".key", folder);
        return new TestCertificate(certificate, key, copy("ca.crt", folder), context(certificate, key));
    }

    public ServerIdentity identity() {
        return ServerIdentity.of(certificate, key);
    }

    public ServerTrust trust() {
        return ServerTrust.of(authority.toString());
    }

    private static Path copy(String name, Path folder) throws IOException {
        var file = folder.resolve(name);
        try (var in = TestCertificate.class.getResourceAsStream(name)) {
            Files.write(file, in.readAllBytes());
        }
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }

    private static SSLContext context(Path certificate, Path key) throws IOException, GeneralSecurityException {
        var shown = Pem.certificates("", certificate).get(0);
        var bytes = Base64.getMimeDecoder().decode(Files.readString(key).replaceAll("-----[A-Z ]+-----", ""));
        var store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setKeyEntry(
                "server",
                KeyFactory.getInstance(shown.getPublicKey().getAlgorithm())
                        .generatePrivate(new PKCS8EncodedKeySpec(bytes)),
                new char[0],
                List.of(shown).toArray(new Certificate[0]));
        var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, new char[0]);
        var context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        return context;
    }
}
