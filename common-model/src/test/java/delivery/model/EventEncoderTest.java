package delivery.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class EventEncoderTest {
    private static final int ANY_NUMBER = 100_000;

    private final EventEncoder encoder = new EventEncoder();
    private final EventDecoder decoder = new EventDecoder();

    @Test
    void anOrderCreatedReadsLikeThis() {
        assertThat(json(Events.created(7)))
                .isEqualTo("{\"type\":\"order_created\",\"source\":\"k3v9\",\"n\":7,\"orderId\":\"k3v9-7\","
                        + "\"pickUp\":[3,17],\"dropOff\":[10,20],\"price\":1000,\"windowSeconds\":60,"
                        + "\"created\":1767225607000}");
    }

    @Test
    void anOrderAssignedReadsLikeThis() {
        assertThat(json(Events.assigned(7)))
                .isEqualTo("{\"type\":\"order_assigned\",\"source\":\"d7r2\",\"n\":13,\"orderId\":\"k3v9-7\","
                        + "\"driver\":\"driver_3\",\"driverAt\":[4,15],\"pickUp\":[3,17],\"dropOff\":[10,20],"
                        + "\"price\":1000,\"created\":1767225607000,\"assigned\":1767225609000}");
    }

    @Test
    void anOrderCompletedReadsLikeThis() {
        assertThat(json(Events.completed(7)))
                .isEqualTo("{\"type\":\"order_completed\",\"source\":\"d7r2\",\"n\":14,\"orderId\":\"k3v9-7\","
                        + "\"driver\":\"driver_3\",\"pickUp\":[3,17],\"dropOff\":[10,20],\"price\":1000,"
                        + "\"created\":1767225607000,\"assigned\":1767225609000,"
                        + "\"completed\":1767225627000}");
    }

    @Test
    void aSourceProgressReadsLikeThis() {
        assertThat(json(Events.closed("k3v9", 7)))
                .isEqualTo("{\"type\":\"source_progress\",\"source\":\"k3v9\",\"acknowledged\":7,\"closed\":true,"
                        + "\"at\":1767225607000}");
    }

    @Test
    void aSourceThatWasThrottledSaysWhere() {
        assertThat(json(Events.throttled("k3v9", 7)))
                .isEqualTo("{\"type\":\"source_progress\",\"source\":\"k3v9\",\"acknowledged\":7,\"closed\":false,"
                        + "\"at\":1767225607000,\"throttled\":{\"shardId-000000000000\":12,"
                        + "\"shardId-000000000003\":9999999999}}");
    }

    /** Every field at its longest at once: whatever event can be constructed, fits. */
    @Test
    void theLargestEventsThatCanBeConstructedFitExactly() {
        var source = "z".repeat(SourceId.MAX_LENGTH);
        var id = new OrderId(source, OrderId.MAX_NUMBER);
        var from = new Region(29, 29);
        var to = new Region(28, 29);
        var created = new OrderCreated(
                id, from, to, OrderEvent.MAX_PRICE, OrderCreated.MAX_WINDOW_SECONDS, OrderEvent.MAX_MILLIS);
        var assigned = new OrderAssigned(
                source,
                OrderId.MAX_NUMBER,
                id,
                OrderEvent.MAX_DRIVER,
                from,
                from,
                to,
                OrderEvent.MAX_PRICE,
                OrderEvent.MAX_MILLIS,
                OrderEvent.MAX_MILLIS);
        var completed = new OrderCompleted(
                source,
                OrderId.MAX_NUMBER,
                id,
                OrderEvent.MAX_DRIVER,
                from,
                to,
                OrderEvent.MAX_PRICE,
                OrderEvent.MAX_MILLIS,
                OrderEvent.MAX_MILLIS,
                OrderEvent.MAX_MILLIS);
        var progress = new SourceProgress(source, OrderId.MAX_NUMBER, false, OrderEvent.MAX_MILLIS);

        assertThat(encoder.encode(created)).hasSize(368);
        assertThat(encoder.encode(assigned)).hasSize(240);
        assertThat(encoder.encode(completed)).hasSize(240);
        assertThat(encoder.encode(progress)).hasSizeLessThanOrEqualTo(160);
        var throttled = IntStream.range(0, SourceProgress.MAX_THROTTLED)
                .boxed()
                .collect(Collectors.toMap(i -> "s".repeat(62) + (10 + i), i -> OrderId.MAX_NUMBER));
        var hot = new SourceProgress(source, OrderId.MAX_NUMBER, false, OrderEvent.MAX_MILLIS, throttled);
        assertThat(encoder.encode(hot)).hasSizeLessThanOrEqualTo(EventDecoder.MAX_BYTES);
        for (var largest : new StreamEvent[] {created, assigned, completed, progress, hot}) {
            assertThat(decoded(encoder.encode(largest))).isEqualTo(largest);
        }
    }

    @Test
    void theSmallestEventsAreAsLongAsTheLargest() {
        var id = new OrderId("aaaa", 1);
        var from = new Region(0, 0);
        var to = new Region(1, 0);
        var earliest = OrderEvent.MIN_MILLIS;
        assertThat(encoder.encode(new OrderCreated(id, from, to, 1, 1, earliest)))
                .hasSize(368);
        assertThat(encoder.encode(new OrderAssigned("aaaa", 1, id, 0, from, from, to, 1, earliest, earliest)))
                .hasSize(240);
        assertThat(encoder.encode(new OrderCompleted("aaaa", 1, id, 0, from, to, 1, earliest, earliest, earliest)))
                .hasSize(240);
    }

    @Test
    void everyOrderCreatedHas368BytesAndEveryLaterEvent240() {
        var events = new RandomEvents(1);
        for (var i = 0; i < ANY_NUMBER; i++) {
            var event = events.orderEvent();
            assertThat(encoder.encode(event).length)
                    .as("%s", event)
                    .isEqualTo(event instanceof OrderCreated ? 368 : 240);
        }
    }

    @Test
    void whatIsEncodedIsDecodedToTheSameEvent() {
        var events = new RandomEvents(2);
        for (var i = 0; i < ANY_NUMBER; i++) {
            var event = events.next();
            assertThat(decoded(encoder.encode(event))).isEqualTo(event);
        }
    }

    @Test
    void eachRecordIsAnArrayOfItsOwn() {
        var first = encoder.encode(Events.created(1));
        var copy = first.clone();
        encoder.encode(Events.created(2));
        assertThat(first).isEqualTo(copy);
    }

    private StreamEvent decoded(byte[] bytes) {
        var decoded = decoder.decode(bytes, OrderEvent.MAX_MILLIS);
        assertThat(decoded).isInstanceOf(Decoded.Event.class);
        assertThat(((Decoded.Event) decoded).unknownFields()).isZero();
        return ((Decoded.Event) decoded).event();
    }

    private String json(StreamEvent event) {
        return new String(encoder.encode(event), StandardCharsets.US_ASCII).stripTrailing();
    }
}
