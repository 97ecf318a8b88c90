package delivery.localkinesis.http;

import io.netty.handler.codec.http2.Http2SecurityUtil;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.SupportedCipherSuiteFilter;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.util.NetUtil;
import java.io.IOException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;

/** A key and a certificate for this machine's names, made when asked for and kept in memory only. */
record SelfSigned(X509Certificate certificate, SslContext context) {
    private static final Duration LIFE = Duration.ofDays(365);

    /** @param address what the server is bound to, which is one of its names */
    static SelfSigned make(String address) throws IOException {
        try {
            var builder = new CertificateBuilder()
                    .ecp256()
                    .subject("CN=localhost")
                    .notBefore(Instant.now().minus(Duration.ofDays(1)))
                    .notAfter(Instant.now().plus(LIFE))
                    .setIsCertificateAuthority(true) // so that it can be trusted by itself
                    .addSanDnsName("localhost")
                    .addSanIpAddress("127.0.0.1")
                    .addSanIpAddress("::1");
            addName(builder, address);
            var bundle = builder.buildSelfSigned();
            var context = SslContextBuilder.forServer(bundle.getKeyPair().getPrivate(), bundle.getCertificatePath())
                    .sslProvider(SslProvider.JDK)
                    .ciphers(Http2SecurityUtil.CIPHERS, SupportedCipherSuiteFilter.INSTANCE)
                    .applicationProtocolConfig(new ApplicationProtocolConfig(
                            ApplicationProtocolConfig.Protocol.ALPN,
                            ApplicationProtocolConfig.SelectorFailureBehavior.NO_ADVERTISE,
                            ApplicationProtocolConfig.SelectedListenerFailureBehavior.ACCEPT,
                            ApplicationProtocolNames.HTTP_2,
                            ApplicationProtocolNames.HTTP_1_1))
                    .build();
            return new SelfSigned(bundle.getCertificate(), context);
        } catch (Exception e) { // the builder declares no less
            throw new IOException("cannot make a certificate: " + e.getMessage(), e);
        }
    }

    private static void addName(CertificateBuilder builder, String address) {
        if (NetUtil.isValidIpV4Address(address) || NetUtil.isValidIpV6Address(address)) {
            builder.addSanIpAddress(address);
        } else {
            builder.addSanDnsName(address);
        }
    }
}
