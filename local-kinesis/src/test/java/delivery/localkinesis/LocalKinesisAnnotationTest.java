package delivery.localkinesis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import delivery.localkinesis.engine.Engine;
import delivery.localkinesis.engine.Engines;
import delivery.localkinesis.engine.VirtualClock;
import delivery.localkinesis.fault.Faults;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.ClassOrderer;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestClassOrder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.kinesis.KinesisClient;

@TestClassOrder(ClassOrderer.OrderAnnotation.class)
@LocalKinesisTest(
        streams = {"orders:4", "returns:1"},
        limits = false,
        faults = "get:error,first=1",
        virtualClock = true,
        systemProperties = true)
class LocalKinesisAnnotationTest {
    private static final List<URI> ENDPOINTS = new ArrayList<>();

    @Test
    void itsStreamsAreThere(Engine engine, Faults faults, VirtualClock clock) {
        assertThat(engine.describeStreamSummary("orders").openShards()).isEqualTo(4);
        assertThat(engine.describeStreamSummary("returns").openShards()).isEqualTo(1);
        assertThat(faults.counts()).hasSize(1);
        assertThat(clock.elapsed()).isZero();
        for (int i = 0; i < 1_001; i++) {
            engine.putRecord("returns", Engines.entry("a"));
        }
    }

    @Test
    void aClientThatWasToldNothingComesHere() {
        try (var client = KinesisClient.create()) {
            assertThat(client.listStreams().streamNames()).containsExactly("orders", "returns");
        }
    }

    @Test
    void itsSettingsAreWhatAClientHasToBeTold(ClientSettings settings, URI endpoint) {
        assertThat(settings.endpoint()).isEqualTo(endpoint);
        assertThat(settings.environment())
                .containsEntry("AWS_ENDPOINT_URL_KINESIS", endpoint.toString())
                .containsEntry("AWS_REGION", "us-east-1");
        assertThat(settings.systemProperties())
                .allSatisfy(
                        (name, value) -> assertThat(System.getProperty(name)).isEqualTo(value));
    }

    @RepeatedTest(2)
    void itIsOneForTheClass(URI endpoint) {
        ENDPOINTS.add(endpoint);
        assertThat(ENDPOINTS).containsOnly(endpoint);
    }

    @Nested
    @Order(1)
    class Inside {
        @Test
        void andForTheClassesInIt(URI endpoint) {
            ENDPOINTS.add(endpoint);
            assertThat(ENDPOINTS).containsOnly(endpoint);
        }
    }

    @Nested
    @Order(2)
    class InsideToo {
        @Test
        void isNotClosedByTheEndOfAnother(Engine engine, URI endpoint) {
            ENDPOINTS.add(endpoint);
            assertThat(ENDPOINTS).containsOnly(endpoint);
            try (var client = KinesisClient.create()) {
                assertThat(client.listStreams().streamNames()).hasSize(2);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"orders", "orders:", ":4", "or ders:4", "orders:-1", "orders:4:5", "orders:four"})
    void aStreamThatIsNoneIsNamedInOneLine(String text) {
        assertThatThrownBy(() -> NamedStream.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("'" + text + "'", "NAME:SHARDS");
    }
}
