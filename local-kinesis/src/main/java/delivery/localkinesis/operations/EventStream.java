package delivery.localkinesis.operations;

import delivery.localkinesis.api.KinesisError;
import delivery.localkinesis.engine.ShardFeed;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import software.amazon.eventstream.HeaderValue;
import software.amazon.eventstream.Message;

/** The messages of an application/vnd.amazon.eventstream; their payload is in the encoding of the request. */
public final class EventStream {
    public static final String CONTENT_TYPE = "application/vnd.amazon.eventstream";

    private static final int USUAL_BYTES = 1_024;

    private final Wire wire;

    public EventStream(Wire wire) {
        this.wire = wire;
    }

    /** What the operation would answer if it were not a stream: nothing. */
    public byte[] initialResponse() throws IOException {
        return message("event", ":event-type", "initial-response", out -> {});
    }

    /** Whose page is closed then. */
    public byte[] event(ShardFeed.Event event) throws IOException {
        try (var page = event.page()) {
            return message(
                    "event",
                    ":event-type",
                    "SubscribeToShardEvent",
                    out -> out.subscribeToShardEvent(page, event.continuation()));
        }
    }

    public byte[] exception(KinesisError error) throws IOException {
        return message(
                "exception", ":exception-type", error.type().name(), out -> out.member("message", error.getMessage()));
    }

    private interface Payload {
        void writeTo(ResponseWriter out) throws IOException;
    }

    private byte[] message(String kind, String typeHeader, String type, Payload payload) throws IOException {
        var body = new ByteArrayOutputStream(USUAL_BYTES);
        try (var out = new ResponseWriter(wire, body)) {
            payload.writeTo(out);
        }
        Map<String, HeaderValue> headers = new LinkedHashMap<>();
        headers.put(":message-type", HeaderValue.fromString(kind));
        headers.put(typeHeader, HeaderValue.fromString(type));
        headers.put(":content-type", HeaderValue.fromString(wire.contentType));
        var message = new ByteArrayOutputStream(body.size() + USUAL_BYTES);
        new Message(headers, body.toByteArray()).encode(message);
        return message.toByteArray();
    }
}
