package delivery.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import delivery.it.SpanReceiver.Received;
import java.io.IOException;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The way of an event, told by the programs it goes through to a receiver of OpenTelemetry's. */
@Timeout(180)
class TracesIT {
    private static final List<String> STEPS = List.of("made", "put", "stored", "read", "brought", "applied", "shown");
    private static final int ORDERS = 3;

    @Test
    void theStepsOfAnEventAreOneTraceThroughAllPrograms() throws IOException {
        try (var receiver = new SpanReceiver();
                var suite = Started.onLocalKinesis(1)) {
            suite.in(Map.of(
                    "OTEL_EXPORTER_OTLP_ENDPOINT",
                    receiver.endpoint().toString(),
                    "OTEL_TRACES_SAMPLER_ARG",
                    "1",
                    "OTEL_BSP_SCHEDULE_DELAY",
                    "100"));
            suite.startServer();
            suite.startConsumer(0);
            var producer = suite.run("producer-main", "--count", "" + ORDERS, "--rate", "100");
            assertThat(producer.awaitExit()).isZero();

            await().atMost(Duration.ofSeconds(30))
                    .untilAsserted(() -> assertThat(receiver.spans()).hasSize(ORDERS * STEPS.size()));
            var traces = receiver.spans().stream().collect(Collectors.groupingBy(Received::trace));
            assertThat(traces).hasSize(ORDERS);
            traces.values().forEach(TracesIT::isTheWayOfAnEvent);
        }
    }

    private static void isTheWayOfAnEvent(List<Received> spans) {
        var inOrder = spans.stream()
                // Within a millisecond they begin at once.
                .sorted(Comparator.comparing(Received::from).thenComparing(span -> STEPS.indexOf(span.name())))
                .toList();
        assertThat(inOrder).extracting(Received::name).containsExactlyElementsOf(STEPS);
        assertThat(inOrder)
                .extracting(Received::service)
                .containsExactly(
                        "producer-main",
                        "producer-main",
                        "consumer",
                        "consumer",
                        "consumer",
                        "ranking-server",
                        "ranking-server");
        var made = inOrder.get(0);
        assertThat(made.parent()).isEmpty();
        assertThat(inOrder.subList(1, STEPS.size()))
                .extracting(Received::parent)
                .containsOnly(made.id());
        assertThat(inOrder).extracting(Received::id).doesNotHaveDuplicates();
        assertThat(inOrder).allSatisfy(span -> assertThat(span.to()).isGreaterThanOrEqualTo(span.from()));
    }
}
