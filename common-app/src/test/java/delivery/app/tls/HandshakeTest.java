package delivery.app.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import delivery.app.AppException;
import delivery.app.Threads;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A client and a server of TLS come together, or the client says why not. */
@Timeout(60)
class HandshakeTest {
    @TempDir
    static Path folder;

    private static TestCertificate ours;

    @BeforeAll
    static void make() throws Exception {
        ours = TestCertificate.server(folder);
    }

    @Test
    void whoShowsATrustedCertificateIsHeard() throws Exception {
        assertThat(ask(ours.context(), ours.trust(), "127.0.0.1")).isEqualTo("hello");
        assertThat(ask(ours.context(), ours.trust(), "localhost")).isEqualTo("hello");
        var itself = TestCertificate.ofItself(folder);
        assertThat(ask(itself.context(), itself.trust(), "localhost")).isEqualTo("hello");
    }

    @Test
    void anAuthorityThatDidNotSignIsNoReasonToTrust() throws Exception {
        var other = TestCertificate.ofItself(folder);
        assertThat(trouble(ours.context(), other.trust())).contains("--server-ca does not vouch for");
        assertThat(trouble(ours.context(), ServerTrust.of("system"))).contains("--server-ca does not vouch for");
    }

    @Test
    void aCertificateOutOfItsTimeIsCalledSo() throws Exception {
        var expired = TestCertificate.named("expired", folder);
        assertThat(trouble(expired.context(), expired.trust())).contains("has expired", "renewed");
        var early = TestCertificate.named("early", folder);
        assertThat(trouble(early.context(), early.trust())).contains("not valid yet", "clocks");
    }

    /** The JDK takes whatever is trusted by itself, however old. */
    @Test
    void alsoOneThatIsTrustedByItselfIsToBeInItsTime() throws Exception {
        assertThatThrownBy(() -> ServerTrust.of(
                        TestCertificate.named("expired", folder).certificate().toString()))
                .isInstanceOf(AppException.class)
                .hasMessageContainingAll("--server-ca", "expired at 2026-01-01T00:00:00Z");
    }

    @Test
    void aCertificateOfAnotherNameIsCalledSo() throws Exception {
        var elsewhere = TestCertificate.named("elsewhere", folder);
        assertThat(trouble(elsewhere.context(), elsewhere.trust()))
                .contains("not made out to this name", "--server by a name of the certificate");
    }

    @Test
    void aServerWithoutTlsIsCalledSo() throws Exception {
        assertThat(trouble(null, ours.trust())).contains("does not speak TLS", "leave out --server-ca");
    }

    @Test
    void whatIsNoListOfAuthoritiesIsRefusedBeforeAnything() {
        assertThatThrownBy(() -> ServerTrust.of(ours.key().toString()))
                .isInstanceOf(AppException.class)
                .hasMessageContainingAll("--server-ca", "holds no certificate");
        assertThatThrownBy(() -> ServerTrust.of("/no/such/file"))
                .isInstanceOf(AppException.class)
                .hasMessageContainingAll("--server-ca /no/such/file", "there is no such file");
    }

    private static String trouble(SSLContext server, ServerTrust trust) {
        var failure = catchThrowable(() -> ask(server, trust, "127.0.0.1"));
        assertThat(failure).isInstanceOf(IOException.class);
        var words = TlsFailure.words(failure);
        assertThat(words).as(failure.toString()).isPresent();
        assertThat(words.get()).doesNotContain("\n");
        return words.get();
    }

    /** @param context of the server; null if it speaks no TLS */
    private static String ask(SSLContext context, ServerTrust trust, String host) throws IOException {
        try (var listener = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            var thread = Threads.make("says-hello", () -> sayHello(listener, context));
            thread.start();
            try (var socket = new Socket(listener.getInetAddress(), listener.getLocalPort())) {
                return new String(trust.over(socket, host).getInputStream().readNBytes(5), StandardCharsets.US_ASCII);
            } finally {
                Threads.join(thread);
            }
        }
    }

    private static void sayHello(ServerSocket listener, SSLContext context) {
        try (var accepted = listener.accept()) {
            var socket = context == null ? accepted : context.getSocketFactory().createSocket(accepted, null, false);
            if (context == null) {
                // As our own socket answers: after it has heard something.
                assertThat(socket.getInputStream().read()).isPositive();
            }
            socket.getOutputStream().write("hello".getBytes(StandardCharsets.US_ASCII));
            // Until the client has gone.
            socket.getInputStream().readAllBytes();
        } catch (IOException e) {
            assertThat(e.getMessage().toLowerCase(Locale.ROOT)).isNotBlank();
        }
    }
}
