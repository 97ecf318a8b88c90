package delivery.localkinesis.operations;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Base64;
import java.util.Map;

/** Values that are right by the service model. */
final class Samples {
    static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private static final String ACCOUNT = "arn:aws:kinesis:us-east-1:000000000000:";

    /** One that matches, by pattern. */
    private static final Map<String, String> MATCHING = Map.of(
            "[a-zA-Z0-9_.-]+",
            "orders",
            "0|([1-9]\\d{0,38})",
            "1",
            "0|([1-9]\\d{0,128})",
            "1",
            "[a-z0-9]{20}-[a-z0-9]{3}",
            "abcdefghij0123456789-abc",
            "arn:aws.*:kinesis:.*:\\d{12}:stream/\\S+",
            ACCOUNT + "stream/orders",
            "arn:aws.*:kinesis:.*:\\d{12}:.*stream/\\S+",
            ACCOUNT + "stream/orders",
            "arn:aws.*:kinesis:.*:\\d{12}:channel/\\S+",
            ACCOUNT + "channel/c",
            "^(arn):aws.*:kinesis:.*:\\d{12}:.*stream\\/[a-zA-Z0-9_.-]+\\/consumer\\/[a-zA-Z0-9_.-]+:[0-9]+",
            ACCOUNT + "stream/orders/consumer/c:1");

    private Samples() {}

    /** With a stream, and otherwise what is required alone. */
    static ObjectNode rightRequest(Shape operation) {
        var request = rightStructure(operation);
        if (operation.member("StreamName") != null) {
            request.put("StreamName", "orders");
        } else if (operation.member("StreamARN") != null) {
            request.put("StreamARN", ACCOUNT + "stream/orders");
        }
        if (operation.name().equals("GetShardIterator")) {
            request.put("ShardId", "shardId-000000000000");
        }
        return request;
    }

    private static ObjectNode rightStructure(Shape structure) {
        var node = JSON.objectNode();
        structure.members().values().stream()
                .filter(Shape::required)
                .forEach(member -> node.set(member.name(), right(member)));
        return node;
    }

    static JsonNode right(Shape shape) {
        return switch (shape.kind()) {
            case STRING -> JSON.textNode(rightText(shape));
            case INTEGER -> JSON.numberNode(Math.max(1, shape.min()));
            case BOOLEAN -> JSON.booleanNode(true);
            case TIMESTAMP -> JSON.numberNode(1_600_000_000);
            case BLOB -> JSON.textNode(base64(1));
            case LIST -> JSON.arrayNode().add(right(shape.element()));
            case MAP -> JSON.objectNode().set(rightText(shape.member("key")), right(shape.member("value")));
            case STRUCTURE -> rightStructure(shape);
        };
    }

    private static String rightText(Shape shape) {
        return shape.values() != null
                ? shape.values().get(0)
                : shape.pattern() == null ? "a" : MATCHING.get(shape.pattern());
    }

    /** Right but for its length, if that is none that may be. */
    static String ofLength(Shape shape, long length) {
        if (shape.pattern() == null || MATCHING.get(shape.pattern()).length() > length) {
            return "a".repeat((int) length);
        }
        var begin = MATCHING.get(shape.pattern());
        return begin + begin.substring(begin.length() - 1).repeat((int) length - begin.length());
    }

    static String base64(long bytes) {
        return Base64.getEncoder().encodeToString(new byte[(int) bytes]);
    }
}
