package delivery.trace.otel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import delivery.app.AppException;
import delivery.app.ExitCode;
import delivery.app.StopSignal;
import delivery.model.Events;
import delivery.trace.EventTrace;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TracesTest {
    private static final String NOWHERE = "http://127.0.0.1:1";

    private static EventTrace open(Map<String, String> environment) {
        var stop = new StopSignal();
        stop.stop();
        return Traces.open("consumer", stop, environment);
    }

    @Test
    void nothingIsTracedUnlessAVariableAsksForIt() {
        assertThat(open(Map.of())).isSameAs(EventTrace.OFF);
        assertThat(open(Map.of("OTEL_SERVICE_NAME", "mine", "OTEL_TRACES_SAMPLER_ARG", "1")))
                .isSameAs(EventTrace.OFF);
        assertThat(open(Map.of("OTEL_EXPORTER_OTLP_ENDPOINT", " "))).isSameAs(EventTrace.OFF);
    }

    @ParameterizedTest
    @CsvSource({"OTEL_SDK_DISABLED,true", "OTEL_SDK_DISABLED,TRUE", "OTEL_TRACES_EXPORTER,none"})
    void whatSwitchesItOffWins(String name, String value) {
        assertThat(open(Map.of("OTEL_EXPORTER_OTLP_ENDPOINT", NOWHERE, name, value)))
                .isSameAs(EventTrace.OFF);
    }

    @ParameterizedTest
    @CsvSource({
        "OTEL_EXPORTER_OTLP_ENDPOINT,http://127.0.0.1:1",
        "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT,http://127.0.0.1:1/v1/traces",
        "OTEL_TRACES_EXPORTER,otlp"
    })
    void oneOfThemSwitchesItOn(String name, String value) {
        try (var trace = open(Map.of(name, value, "OTEL_TRACES_SAMPLER", "always_on"))) {
            assertThat(trace.isKept(Events.created(1))).isTrue();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "OTEL_TRACES_EXPORTER,jaeger",
        "OTEL_EXPORTER_OTLP_PROTOCOL,grpc",
        "OTEL_EXPORTER_OTLP_PROTOCOL,carrier-pigeon",
        "OTEL_EXPORTER_OTLP_TIMEOUT,soon",
        "OTEL_TRACES_SAMPLER,sometimes",
        "OTEL_TRACES_SAMPLER_ARG,many",
        "OTEL_TRACES_SAMPLER_ARG,7",
        "OTEL_EXPORTER_OTLP_ENDPOINT,here",
        "OTEL_EXPORTER_OTLP_CERTIFICATE,/nowhere/ca.crt",
        "OTEL_BSP_MAX_EXPORT_BATCH_SIZE,0",
    })
    void aBadValueIsOneLine(String name, String value) {
        var variables = new HashMap<>(Map.of("OTEL_TRACES_EXPORTER", "otlp"));
        variables.put(name, value);
        assertThatThrownBy(() -> open(variables).close()).isInstanceOfSatisfying(AppException.class, e -> {
            assertThat(e.exitCode()).isEqualTo(ExitCode.USAGE);
            assertThat(e)
                    .hasMessageContaining("OTEL_")
                    .hasMessageNotContaining("null")
                    .hasMessageNotContaining("Unexpected configuration error");
        });
    }
}
