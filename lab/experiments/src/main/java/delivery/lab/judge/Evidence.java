package delivery.lab.judge;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;

/** One record of a stream, as somebody reads it who knows no more than the JSON that docs/architecture.md shows. */
public sealed interface Evidence {
    /** What can happen to an order, in that order. */
    enum Stage {
        created,
        assigned,
        completed
    }

    /**
     * Something happened to an order. Two of the same source and number are one event.
     *
     * @param n the source's own count of its events, from 1
     * @param price in cents
     * @param content stands for all fields
     */
    record Event(Stage stage, String source, long n, String orderId, long price, long atMillis, int content)
            implements Evidence {
        boolean isCopyOf(Event other) {
            return source.equals(other.source) && n == other.n && content == other.content;
        }
    }

    /** What a source says of itself: so many of its events were acknowledged, and whether there will be no more. */
    record Progress(String source, long acknowledged, boolean closed) implements Evidence {}

    /** None of our events, or one that says it happens in the future. */
    record Rejected() implements Evidence {}

    /** How far an event may be ahead of its arrival on the stream. */
    long MAX_AHEAD_MILLIS = 5_000;

    JsonMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .build();

    /** @param arrivedAtMillis when the stream took it, in milliseconds since the epoch */
    static Evidence of(byte[] record, long arrivedAtMillis) {
        try {
            return of(MAPPER.readTree(record), arrivedAtMillis);
        } catch (IOException e) {
            return new Rejected();
        }
    }

    /** @param arrivedAtMillis when the stream took it, in milliseconds since the epoch */
    static Evidence of(JsonNode json, long arrivedAtMillis) {
        var type = json.path("type").asText();
        var source = json.path("source");
        if (!source.isTextual()) {
            return new Rejected();
        }
        if (type.equals("source_progress")) {
            return json.path("acknowledged").isIntegralNumber()
                    ? new Progress(
                            source.asText(),
                            json.path("acknowledged").asLong(),
                            json.path("closed").asBoolean())
                    : new Rejected();
        }
        for (var stage : Stage.values()) {
            if (type.equals("order_" + stage)) {
                return event(stage, json, arrivedAtMillis);
            }
        }
        return new Rejected();
    }

    private static Evidence event(Stage stage, JsonNode json, long arrivedAtMillis) {
        var n = json.path("n");
        var price = json.path("price");
        var at = json.path(stage.name());
        var order = json.path("orderId");
        var isWhole = n.isIntegralNumber() && price.isIntegralNumber() && at.isIntegralNumber() && order.isTextual();
        return isWhole && at.asLong() - MAX_AHEAD_MILLIS <= arrivedAtMillis
                ? new Event(
                        stage,
                        json.path("source").asText(),
                        n.asLong(),
                        order.asText(),
                        price.asLong(),
                        at.asLong(),
                        json.hashCode())
                : new Rejected();
    }
}
