package delivery.app.tls;

import delivery.app.AppException;
import delivery.app.FileFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.List;

/** Certificates as text: {@code -----BEGIN CERTIFICATE-----} (RFC 7468). */
final class Pem {
    private Pem() {}

    /**
     * All that are in the file, in its order; at least one.
     *
     * @param flag that named the file
     * @throws AppException if there is none
     */
    static List<X509Certificate> certificates(String flag, Path file) {
        try (var in = Files.newInputStream(file)) {
            var found = CertificateFactory.getInstance("X.509").generateCertificates(in).stream()
                    .map(X509Certificate.class::cast)
                    .toList();
            if (found.isEmpty()) {
                throw none(flag, file);
            }
            return found;
        } catch (CertificateException e) {
            throw none(flag, file);
        } catch (IOException e) {
            throw AppException.usage(flag + " " + file + " cannot be read (" + FileFailure.words(e)
                    + "): give a file of certificates in PEM that this user can read");
        }
    }

    private static AppException none(String flag, Path file) {
        return AppException.usage(flag + " " + file + " holds no certificate in PEM (-----BEGIN CERTIFICATE-----)");
    }
}
