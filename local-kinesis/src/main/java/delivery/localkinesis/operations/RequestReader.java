package delivery.localkinesis.operations;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import delivery.localkinesis.api.KinesisError;
import delivery.localkinesis.api.NewRecord;
import delivery.localkinesis.quota.Limits;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads a request by the shape of its operation. What the shape does not know is skipped, as AWS does; what is of another
 * kind is remembered in AWS's words, since a request is looked at as a whole first.
 */
final class RequestReader {
    private static final int MANY_RECORDS = Limits.PUT_RECORDS + 1; // enough to be refused
    private static final String NUMBER = "class com.amazon.coral.value.json.numbers.TruncatingBigNumber";
    private static final Set<String> YES = Set.of("TRUE", "YES", "1");
    private static final Set<String> NO = Set.of("FALSE", "NO", "0");

    private final JsonParser in;
    private final Request request;

    private RequestReader(JsonParser in, Request request) {
        this.in = in;
        this.request = request;
    }

    /** @throws KinesisError a SerializationException that says no more, if it is not a structure of the wire's */
    static Request read(Shape operation, byte[] body, Wire wire) {
        var request = new Request(operation, wire);
        try (var in = wire.parser(body)) {
            var reader = new RequestReader(in, request);
            if (in.nextToken() != JsonToken.START_OBJECT) {
                throw malformed();
            }
            reader.readMembers(operation, request);
            if (in.nextToken() != null) {
                throw malformed();
            }
            return request;
        } catch (IOException | NumberFormatException e) { // the latter: no number, as CBOR has it
            throw malformed();
        }
    }

    private void readMembers(Shape structure, Request into) throws IOException {
        for (var name = in.nextFieldName(); name != null; name = nextMember()) {
            var member = structure.member(name);
            if (in.nextToken() == JsonToken.VALUE_NULL) {
                continue;
            }
            if (member == null) {
                in.skipChildren();
            } else {
                into.put(name, read(member));
            }
        }
    }

    /** Null if it is of another kind. */
    private @Nullable Object read(Shape shape) throws IOException {
        return switch (shape.kind()) {
            case STRING -> in.currentToken() == JsonToken.VALUE_STRING ? in.getText() : misfit(shape);
            case INTEGER -> in.currentToken().isNumeric() ? integer() : misfit(shape);
            case BOOLEAN -> bool(shape);
            case TIMESTAMP -> in.currentToken().isNumeric() ? request.wire().readTimestamp(in) : misfit(shape);
            case BLOB -> blob(shape);
            case LIST -> in.currentToken() == JsonToken.START_ARRAY ? list(shape.element()) : misfit(shape);
            case MAP -> in.currentToken() == JsonToken.START_OBJECT ? map(shape) : misfit(shape);
            case STRUCTURE -> in.currentToken() == JsonToken.START_OBJECT ? structure(shape) : misfit(shape);
        };
    }

    private Object structure(Shape shape) throws IOException {
        if ("PutRecordsRequestEntry".equals(shape.structure())) {
            return record(shape);
        }
        var inner = new Request(shape, request.wire());
        readMembers(shape, inner);
        return inner;
    }

    /** One without data stays a structure, which will be refused. */
    private Object record(Shape shape) throws IOException {
        byte[] data = null;
        String partitionKey = null;
        String explicitHashKey = null;
        for (var name = in.nextFieldName(); name != null; name = nextMember()) {
            var member = shape.member(name);
            if (in.nextToken() == JsonToken.VALUE_NULL) {
                continue;
            }
            if (member == null) {
                in.skipChildren();
                continue;
            }
            var value = read(member);
            switch (name) {
                case "Data" -> data = (byte[]) value;
                case "PartitionKey" -> partitionKey = (String) value;
                default -> explicitHashKey = (String) value;
            }
        }
        if (data != null) {
            return new NewRecord(data, partitionKey, explicitHashKey);
        }
        var inner = new Request(shape, request.wire());
        inner.put("PartitionKey", partitionKey);
        inner.put("ExplicitHashKey", explicitHashKey);
        return inner;
    }

    private List<Object> list(Shape element) throws IOException {
        var list = new ArrayList<>();
        while (in.nextToken() != JsonToken.END_ARRAY) {
            var value = in.currentToken() == JsonToken.VALUE_NULL ? null : read(element);
            if (list.size() < MANY_RECORDS) {
                list.add(value);
            }
        }
        return list;
    }

    private Map<String, Object> map(Shape shape) throws IOException {
        var map = new LinkedHashMap<String, Object>();
        for (var key = in.nextFieldName(); key != null; key = nextMember()) {
            map.put(key, in.nextToken() == JsonToken.VALUE_NULL ? null : read(shape.inner("value")));
        }
        return map;
    }

    /** A fraction is cut off; beyond an int it is the next that there is. */
    private Integer integer() throws IOException {
        var number = in.getDoubleValue();
        return (int) number;
    }

    private @Nullable Boolean bool(Shape shape) throws IOException {
        if (in.currentToken().isBoolean()) {
            return in.getBooleanValue();
        }
        if (in.currentToken() == JsonToken.VALUE_STRING) {
            var word = in.getText().toUpperCase(Locale.ROOT);
            if (YES.contains(word) || NO.contains(word)) {
                return YES.contains(word);
            }
            request.misfits(serialization("'" + word + "' can not be converted to an Boolean"));
            return null;
        }
        return (Boolean) misfit(shape);
    }

    /** As they are in CBOR, in Base64 in JSON. */
    private byte @Nullable [] blob(Shape shape) throws IOException {
        if (in.currentToken() == JsonToken.VALUE_EMBEDDED_OBJECT) {
            return in.getBinaryValue();
        }
        if (in.currentToken() != JsonToken.VALUE_STRING) {
            return (byte[]) misfit(shape);
        }
        try {
            return Base64Text.decode(in.getText());
        } catch (Base64Text.MalformedException e) {
            request.misfits(serialization(e.getMessage()));
            return null;
        }
    }

    private @Nullable Object misfit(Shape shape) throws IOException {
        var found = in.currentToken();
        request.misfits(serialization(
                switch (found) {
                    case START_ARRAY -> "Start of list found where not expected";
                    case START_OBJECT -> "Start of structure or map found where not expected.";
                    default ->
                        switch (shape.kind()) {
                            case LIST, MAP -> "Expected " + shape.kind().word + " or null";
                            case STRUCTURE -> "Expected null";
                            default -> nameOf(found) + " can not be converted to " + wanted(shape.kind());
                        };
                }));
        in.skipChildren();
        return null;
    }

    private static String nameOf(JsonToken token) {
        return switch (token) {
            case VALUE_STRING -> "class java.lang.String";
            case VALUE_TRUE, VALUE_FALSE -> "class java.lang.Boolean";
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> NUMBER;
            default -> "class java.nio.HeapByteBuffer";
        };
    }

    private static String wanted(Shape.Kind kind) {
        return switch (kind) {
            case TIMESTAMP -> kind.word;
            case BLOB -> "a " + kind.word;
            default -> "an " + kind.word;
        };
    }

    private @Nullable String nextMember() throws IOException {
        var name = in.nextFieldName();
        if (name == null && in.currentToken() != JsonToken.END_OBJECT) {
            throw malformed();
        }
        return name;
    }

    /** AWS says nothing of what cannot be read at all. */
    private static KinesisError malformed() {
        return serialization(null);
    }

    private static KinesisError serialization(@Nullable String message) {
        return new KinesisError(KinesisError.Type.SerializationException, message);
    }
}
