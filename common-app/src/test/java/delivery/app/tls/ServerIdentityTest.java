package delivery.app.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import delivery.app.AppException;
import delivery.app.ExitCode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What cannot serve as a certificate and its key is told in one line, before anybody connects. */
class ServerIdentityTest {
    @TempDir
    static Path folder;

    private static TestCertificate ours;

    @BeforeAll
    static void make() throws Exception {
        ours = TestCertificate.server(folder);
    }

    @Test
    void keysOfTheUsualKindsServe() throws Exception {
        for (var name : new String[] {"server", "rsa", "ed25519"}) {
            assertThat(TestCertificate.named(name, folder).identity().context())
                    .as(name)
                    .isNotNull();
        }
    }

    @Test
    void filesThatAreNotWhatTheyShouldBeAreNamed() throws Exception {
        assertRefused(folder.resolve("none"), ours.key(), "--tls-cert", "there is no such file");
        assertRefused(ours.key(), ours.key(), "--tls-cert", "holds no certificate");
        assertRefused(write("empty", ""), ours.key(), "--tls-cert", "holds no certificate");
        assertRefused(ours.certificate(), folder.resolve("none"), "--tls-key", "there is no such file");
        assertRefused(ours.certificate(), ours.certificate(), "--tls-key", "holds no private key", "openssl pkcs8");
        var broken = write("broken", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n");
        assertRefused(ours.certificate(), broken, "--tls-key", "no key of the kind", "EC");
        var old = write("old", "-----BEGIN EC PRIVATE KEY-----\nAAAA\n-----END EC PRIVATE KEY-----\n");
        assertRefused(ours.certificate(), old, "--tls-key", "openssl pkcs8 -topk8 -nocrypt -in " + old);
    }

    @Test
    void aKeyOfAnotherCertificateIsRefused() throws Exception {
        var other = TestCertificate.ofItself(folder);
        assertRefused(ours.certificate(), other.key(), "is not the key of --tls-cert " + ours.certificate());
    }

    @Test
    void aKeyThatOthersMayReadIsRefused() throws Exception {
        var open = Files.copy(ours.key(), folder.resolve("open"));
        Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rw-r-----"));
        assertRefused(ours.certificate(), open, "--tls-key", "chmod 600 " + open);
    }

    @Test
    void aCertificateOutOfItsTimeIsRefused() throws Exception {
        var expired = TestCertificate.named("expired", folder);
        assertRefused(expired.certificate(), expired.key(), "--tls-cert", "expired at 2026-01-01T00:00:00Z", "renewed");
        var early = TestCertificate.named("early", folder);
        assertRefused(early.certificate(), early.key(), "--tls-cert", "valid only from 2124-01-01T00:00:00Z", "clock");
    }

    private static Path write(String name, String text) throws Exception {
        var file = Files.writeString(folder.resolve(name), text);
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }

    private static void assertRefused(Path certificate, Path key, String... words) {
        assertThatThrownBy(() -> ServerIdentity.of(certificate, key))
                .isInstanceOfSatisfying(
                        AppException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.USAGE))
                .hasMessageContainingAll(words)
                .message()
                .doesNotContain("\n")
                .doesNotContain("AAAA");
    }
}
