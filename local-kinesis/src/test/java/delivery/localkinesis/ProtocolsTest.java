package delivery.localkinesis;

import static org.assertj.core.api.Assertions.assertThat;

import delivery.localkinesis.api.IteratorType;
import delivery.localkinesis.engine.Engines;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.KeyStore;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.http.Protocol;

/** One service in clear text and over TLS, in HTTP/1.1 and HTTP/2. */
@Timeout(60)
class ProtocolsTest {
    private final LocalKinesis local =
            LocalKinesis.builder().tls().limits(false).stream("orders", 1).start();

    @AfterEach
    void stop() {
        local.close();
    }

    @ParameterizedTest
    @CsvSource({"HTTP2,false", "HTTP2,true", "HTTP1_1,false", "HTTP1_1,true"})
    void theAsyncClientPutsAndReadsUnchanged(Protocol protocol, boolean tls) {
        var big = SdkBytes.fromByteArray(new byte[900_000]);
        try (var client = new SdkClients(tls ? local.tlsEndpoint().orElseThrow() : local.endpoint(), protocol)) {
            for (int i = 0; i < 3; i++) {
                client.kinesis
                        .putRecord(r -> r.streamName("orders").partitionKey("k").data(big))
                        .join();
            }
            var iterator =
                    local.engine().getShardIterator("orders", Engines.id(0), IteratorType.TRIM_HORIZON, null, null);
            var page = client.kinesis.getRecords(r -> r.shardIterator(iterator)).join();
            assertThat(page.records())
                    .hasSize(3)
                    .allSatisfy(record -> assertThat(record.data()).isEqualTo(big));
        }
    }

    @ParameterizedTest
    @CsvSource({"HTTP_2", "HTTP_1_1"})
    void whoTrustsTheCertificateSpeaksWhatItWantsOverTls(HttpClient.Version version) throws Exception {
        var client = HttpClient.newBuilder()
                .version(version)
                .sslContext(trusting(local))
                .build();
        var health = URI.create(local.tlsEndpoint().orElseThrow() + "/_health");
        var answer = client.send(HttpRequest.newBuilder(health).build(), HttpResponse.BodyHandlers.ofString());
        assertThat(answer.body()).isEqualTo("ok\n");
        assertThat(answer.version()).isEqualTo(version);
    }

    @Test
    void withoutBeingToldThereIsNoTls() {
        try (var plain = LocalKinesis.start()) {
            assertThat(plain.tlsEndpoint()).isEmpty();
            assertThat(plain.certificate()).isEmpty();
        }
    }

    @Test
    void everyThreadIsGoneAfterClosing() throws InterruptedException {
        local.close();
        for (var thread : Thread.getAllStackTraces().keySet()) {
            if (thread.getName().startsWith("kinesis-")) {
                thread.join(5_000); // done with its work, it may still be on its way out
                assertThat(thread.isAlive()).as(thread.getName()).isFalse();
            }
        }
    }

    private static SSLContext trusting(LocalKinesis local) throws Exception {
        var store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        store.setCertificateEntry("local-kinesis", local.certificate().orElseThrow());
        var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        var context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }
}
