package delivery.localkinesis.operations;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;

/**
 * A request with one value that the service model forbids, or just allows.
 *
 * @param violation what AWS says of it, without the value; null: nothing
 */
record ModelCase(String operation, String path, String what, ObjectNode request, String violation) {
    private static final String SERIALIZATION = "SerializationException: ";

    @Override
    public String toString() {
        return operation + " " + path + " " + what;
    }

    boolean isOfKind() {
        return violation != null && violation.startsWith(SERIALIZATION);
    }

    /** Of every operation, every member and every constraint. */
    static List<ModelCase> all() {
        var cases = new ArrayList<ModelCase>();
        for (var operation : Shapes.all()) {
            for (var member : operation.members().values()) {
                new Maker(cases, operation, member.path(), (request, value) -> put(request, member, value))
                        .make(member);
            }
        }
        return cases;
    }

    private static void put(ObjectNode request, Shape member, JsonNode value) {
        if (value == null) {
            request.remove(member.name());
        } else {
            request.set(member.name(), value);
        }
    }

    /** Makes the cases of one member, wherever in the request it is. */
    private record Maker(List<ModelCase> cases, Shape operation, String path, BiConsumer<ObjectNode, JsonNode> place) {

        void make(Shape shape) {
            if (shape.required()) {
                add("is missing", null, "Member must not be null");
            }
            add("is right", Samples.right(shape), null);
            kinds(shape);
            switch (shape.kind()) {
                case STRING -> text(shape, "");
                case INTEGER -> number(shape);
                case BLOB -> blob(shape);
                case LIST -> list(shape);
                case MAP -> map(shape);
                case STRUCTURE -> structure(shape);
                case BOOLEAN, TIMESTAMP -> {}
            }
        }

        private void text(Shape shape, String within) {
            if (shape.min() > 0) {
                add("is too short", text(""), atLeast("length", shape), within);
                add("is as short as may be", Samples.right(shape), null);
            }
            if (shape.max() != Long.MAX_VALUE) {
                add("is too long", text(Samples.ofLength(shape, shape.max() + 1)), atMost("length", shape), within);
                if (shape.pattern() == null || !shape.pattern().endsWith("{3}")) {
                    add("is as long as may be", text(Samples.ofLength(shape, shape.max())), null);
                }
            }
            if (shape.pattern() != null) {
                add(
                        "has another form",
                        text("no such:form!"),
                        "Member must satisfy regular expression pattern: " + shape.pattern(),
                        within);
            }
            if (shape.values() != null) {
                add("is none of the values", text("NONE_OF_THEM"), valueSet(shape), within);
                shape.values().forEach(value -> add("is " + value, text(value), null));
            }
        }

        private void number(Shape shape) {
            add("has a fraction of nothing", Samples.JSON.numberNode(Math.max(1, shape.min()) + 0.0), null);
            if (shape.min() != Long.MIN_VALUE) {
                add("is too small", Samples.JSON.numberNode(shape.min() - 1), atLeast("value", shape));
                add("is far too small", Samples.JSON.numberNode(-1e30), atLeast("value", shape));
                add("is as small as may be", Samples.JSON.numberNode(shape.min()), null);
            }
            if (shape.max() != Long.MAX_VALUE) {
                add("is too great", Samples.JSON.numberNode(shape.max() + 1), atMost("value", shape));
                add("is far too great", Samples.JSON.numberNode(1e30), atMost("value", shape));
                add("is as great as may be", Samples.JSON.numberNode(shape.max()), null);
            }
        }

        private void blob(Shape shape) {
            add("is too long", text(Samples.base64(shape.max() + 1)), atMost("length", shape));
            add("is empty", text(""), null);
            add(
                    "is cut off",
                    text("23456"),
                    SERIALIZATION
                            + "'23456' can not be converted to a Blob: Base64 encoded length is expected a multiple"
                            + " of 4 bytes but found: 5");
            add(
                    "has a stray character",
                    text("=+/="),
                    SERIALIZATION + "'=+/=' can not be converted to a Blob: Invalid Base64 character: '='");
            add(
                    "has a blank",
                    text("aGVs bG8"),
                    SERIALIZATION + "'aGVs bG8' can not be converted to a Blob: Invalid Base64 character: ' '");
            add(
                    "has bits left over",
                    text("+/+="),
                    SERIALIZATION + "'+/+=' can not be converted to a Blob: Invalid last non-pad Base64 character"
                            + " dectected");
        }

        private void list(Shape shape) {
            var element = shape.element();
            add("is empty", Samples.JSON.arrayNode(), atLeast("length", shape), shape.min() > 0);
            add("has too many", times(element, shape.max() + 1), atMost("length", shape), shape.max() < 1_000);
            add("has as many as may be", times(element, shape.max()), null, shape.max() < 1_000);
            if (element.kind() == Shape.Kind.STRUCTURE) {
                var maker = new Maker(
                        cases,
                        operation,
                        path + ".1.member",
                        (request, value) ->
                                place.accept(request, Samples.JSON.arrayNode().add(value)));
                maker.structure(element);
                maker.add("is missing", null, "Member must not be null");
            } else {
                new Maker(
                                cases,
                                operation,
                                path,
                                (request, value) -> place.accept(
                                        request, Samples.JSON.arrayNode().add(value)))
                        .text(element, "Member must satisfy constraint: [");
                add("has a null", Samples.JSON.arrayNode().addNull(), "Member must satisfy constraint: [");
            }
        }

        private void map(Shape shape) {
            add("is empty", Samples.JSON.objectNode(), atLeast("length", shape));
            add("has too many", entries(shape.max() + 1), atMost("length", shape));
            new Maker(
                            cases,
                            operation,
                            path,
                            (request, value) -> place.accept(
                                    request, Samples.JSON.objectNode().put(value.asText(), "v")))
                    .text(shape.member("key"), "Map keys must satisfy constraint: [");
            new Maker(
                            cases,
                            operation,
                            path,
                            (request, value) -> place.accept(
                                    request, Samples.JSON.objectNode().set("k", value)))
                    .text(shape.member("value"), "Map value must satisfy constraint: [");
            add("has a null", Samples.JSON.objectNode().putNull("k"), "Map value must satisfy constraint: [");
            add(
                    "has a number",
                    Samples.JSON.objectNode().put("k", 7),
                    SERIALIZATION + "class com.amazon.coral.value.json.numbers.TruncatingBigNumber can not be converted"
                            + " to an String");
        }

        private void structure(Shape shape) {
            for (var member : shape.members().values()) {
                new Maker(cases, operation, path + "." + member.path(), (request, value) -> {
                            var inner = (ObjectNode) Samples.right(shape);
                            put(inner, member, value);
                            place.accept(request, inner);
                        })
                        .make(member);
            }
        }

        /** Values of all kinds but its own. */
        private void kinds(Shape shape) {
            var kind = shape.kind();
            if (kind != Shape.Kind.LIST) {
                wrongKind("a list", Samples.JSON.arrayNode(), "Start of list found where not expected");
            }
            if (kind != Shape.Kind.MAP && kind != Shape.Kind.STRUCTURE) {
                wrongKind(
                        "a structure",
                        Samples.JSON.objectNode(),
                        "Start of structure or map found where not expected.");
            }
            if (kind != Shape.Kind.BOOLEAN) {
                wrongKind("a boolean", Samples.JSON.booleanNode(true), scalar(shape, "class java.lang.Boolean"));
            }
            if (kind != Shape.Kind.INTEGER && kind != Shape.Kind.TIMESTAMP) {
                wrongKind(
                        "a number",
                        Samples.JSON.numberNode(23),
                        scalar(shape, "class com.amazon.coral.value.json.numbers.TruncatingBigNumber"));
            }
            if (kind != Shape.Kind.STRING && kind != Shape.Kind.BLOB) {
                wrongKind(
                        "a text",
                        text("23"),
                        kind == Shape.Kind.BOOLEAN
                                ? "'23' can not be converted to an Boolean"
                                : scalar(shape, "class java.lang.String"));
            }
        }

        private static String scalar(Shape shape, String found) {
            return switch (shape.kind()) {
                case LIST -> "Expected list or null";
                case MAP -> "Expected map or null";
                case STRUCTURE -> "Expected null";
                case TIMESTAMP -> found + " can not be converted to milliseconds since epoch";
                case BLOB -> found + " can not be converted to a Blob";
                case STRING -> found + " can not be converted to an String";
                case INTEGER -> found + " can not be converted to an Integer";
                case BOOLEAN -> found + " can not be converted to an Boolean";
            };
        }

        private void wrongKind(String what, JsonNode value, String message) {
            add("is " + what, value, SERIALIZATION + message);
        }

        private void add(String what, JsonNode value, String violation, String within) {
            add(what, value, violation == null || within.isEmpty() ? violation : within);
        }

        private void add(String what, JsonNode value, String violation, boolean applies) {
            if (applies) {
                add(what, value, violation);
            }
        }

        private void add(String what, JsonNode value, String violation) {
            var request = Samples.rightRequest(operation);
            place.accept(request, value);
            cases.add(new ModelCase(operation.name(), path, what, request, violation));
        }

        private static JsonNode text(String text) {
            return Samples.JSON.textNode(text);
        }

        private static JsonNode times(Shape element, long count) {
            var list = Samples.JSON.arrayNode();
            for (int i = 0; i < Math.min(count, 1_000); i++) {
                list.add(Samples.right(element));
            }
            return list;
        }

        private static JsonNode entries(long count) {
            var map = Samples.JSON.objectNode();
            for (int i = 0; i < count; i++) {
                map.put("k" + i, "v");
            }
            return map;
        }

        private static String atLeast(String what, Shape shape) {
            return "Member must have " + what + " greater than or equal to " + shape.min();
        }

        private static String atMost(String what, Shape shape) {
            return "Member must have " + what + " less than or equal to " + shape.max();
        }

        private static String valueSet(Shape shape) {
            return "Member must satisfy enum value set: [" + String.join(", ", shape.values()) + "]";
        }
    }
}
