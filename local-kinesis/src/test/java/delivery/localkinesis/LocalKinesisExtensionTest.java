package delivery.localkinesis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import delivery.localkinesis.engine.Engine;
import delivery.localkinesis.engine.Engines;
import delivery.localkinesis.fault.Faults;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class LocalKinesisExtensionTest {
    @RegisterExtension
    final LocalKinesisExtension kinesis = LocalKinesisExtension.builder().stream("orders", 1)
            .limits(false)
            .seed(7)
            .fault("get:error,first=1")
            .with(more -> more.region("eu-west-1"))
            .build();

    @RepeatedTest(2)
    void asAnInstanceFieldEachTestHasANewOne(LocalKinesis local, Engine engine, Faults faults) {
        assertThat(engine.totals().records()).isZero();
        engine.putRecord("orders", Engines.entry("a"));
        assertThat(faults.counts()).hasSize(1);
        assertThat(local).isSameAs(kinesis.kinesis());
        assertThat(engine.describeStreamSummary("orders").arn()).contains("eu-west-1");
    }

    @Test
    void whatIsNotThereIsNamed() {
        assertThatThrownBy(kinesis::clock).hasMessageContaining("virtualClock()");
        assertThatThrownBy(() -> LocalKinesisExtension.builder().build().endpoint())
                .hasMessageContaining("@RegisterExtension");
    }

    @Test
    void whereSignaturesAreVerifiedTheSettingsHaveTheKeyAndPrintNoSecret() {
        try (var local =
                LocalKinesis.builder().verifySignatures("me:hush/hush:hush").start()) {
            var settings = local.clientSettings();
            assertThat(settings.accessKey()).isEqualTo("me");
            assertThat(settings.secretKey()).isEqualTo("hush/hush:hush");
            assertThat(settings.toString()).contains("me").doesNotContain("hush");
        }
    }

    @Test
    void theExampleOfTheDocumentationIsTheTestThatRuns() throws IOException {
        var source = Files.readString(Path.of("src/test/java/delivery/localkinesis/OrderPublisherTest.java"));
        var example = source.substring(
                source.indexOf("// tag::example\n") + "// tag::example\n".length(), source.indexOf("// end::example"));
        assertThat(Path.of("../docs/local-kinesis.md")).content().contains(example);
    }
}
