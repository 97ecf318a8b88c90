package delivery.localkinesis.operations;

import delivery.localkinesis.api.KinesisError;
import delivery.localkinesis.api.NewRecord;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/**
 * Holds a request against the service model before anyone looks for its stream. All that is wrong with it is told at
 * once, in AWS's words, the first ten of it at most, as AWS does.
 */
final class Constraints {
    private static final int MOST_TOLD = 10;

    /** Of a request to a stream that distributes records by itself: then a partition key may be missing. */
    private final boolean keyless;

    private List<String> broken = List.of();

    private Constraints(boolean keyless) {
        this.keyless = keyless;
    }

    /**
     * @param keyless whether records may come without a partition key
     * @throws KinesisError a ValidationException
     */
    static void check(Request request, boolean keyless) {
        var all = new Constraints(keyless);
        all.checkMembers("", request.shape(), request);
        if (!all.broken.isEmpty()) {
            throw new KinesisError(
                    KinesisError.Type.ValidationException,
                    all.broken.size() + " validation error" + (all.broken.size() == 1 ? "" : "s") + " detected: "
                            + String.join("; ", all.broken));
        }
    }

    private void checkMembers(String prefix, Shape structure, Request values) {
        for (var member : structure.members().values()) {
            var path = prefix.isEmpty() ? member.path() : prefix + member.path();
            check(path, member, values.value(member.name()));
        }
    }

    private void check(String path, Shape shape, @Nullable Object value) {
        if (value == null) {
            if (shape.required() && !(keyless && shape.name().equals("PartitionKey"))) {
                tell(path, null, "Member must not be null");
            }
            return;
        }
        switch (shape.kind()) {
            case STRING -> checkText(path, shape, (String) value);
            case INTEGER -> checkRange(path, shape, value, (Integer) value, "value");
            case BLOB -> checkBytes(path, shape, (byte[]) value);
            case LIST -> checkList(path, shape, (List<?>) value);
            case MAP -> checkMap(path, shape, (Map<?, ?>) value);
            case STRUCTURE -> checkMembers(path + ".", shape, (Request) value);
            case BOOLEAN, TIMESTAMP -> {}
        }
    }

    private void checkText(String path, Shape shape, String text) {
        var length = length(text, shape);
        // AWS matches an over-long one, too; here nobody may keep a thread busy with it.
        if (shape.pattern() != null && length <= shape.max() && !shape.form().test(text)) {
            tell(path, text, mustMatch(shape));
        }
        checkRange(path, shape, text, length, "length");
        if (shape.values() != null && !shape.values().contains(text)) {
            tell(path, text, mustBeOf(shape));
        }
    }

    private void checkBytes(String path, Shape shape, byte[] bytes) {
        if (bytes.length < shape.min() || bytes.length > shape.max()) {
            var shown = "java.nio.HeapByteBuffer[pos=0 lim=" + bytes.length + " cap=" + bytes.length + "]";
            checkRange(path, shape, shown, bytes.length, "length");
        }
    }

    private void checkList(String path, Shape shape, List<?> elements) {
        var element = shape.element();
        if (elements.size() < shape.min() || elements.size() > shape.max()) {
            checkRange(path, shape, shown(elements, element), elements.size(), "length");
        }
        if (element.kind() == Shape.Kind.STRUCTURE) {
            checkStructures(path, element, elements);
        } else if (!elements.stream().allMatch(each -> fits(element, (String) each))) {
            tell(path, elements, "Member must satisfy constraint: " + all(element));
        }
    }

    private void checkStructures(String path, Shape element, List<?> elements) {
        for (int i = 0; i < elements.size() && broken.size() < MOST_TOLD; i++) {
            if (elements.get(i) instanceof NewRecord record) {
                checkRecord(path, i, element, record);
            } else if (elements.get(i) instanceof Request inner) {
                checkMembers(path + "." + (i + 1) + ".member.", element, inner);
            } else {
                tell(path + "." + (i + 1) + ".member", null, "Member must not be null");
            }
        }
    }

    private void checkRecord(String path, int i, Shape structure, NewRecord record) {
        var data = structure.inner("Data");
        var key = structure.inner("PartitionKey");
        var hashKey = structure.inner("ExplicitHashKey");
        if (!isRight(record, data, key, hashKey)) {
            var prefix = path + "." + (i + 1) + ".member.";
            check(prefix + data.path(), data, record.data());
            check(prefix + hashKey.path(), hashKey, record.explicitHashKey());
            check(prefix + key.path(), key, record.partitionKey());
        }
    }

    /** Most are, and then there is nothing to be made for a message. */
    private static boolean isRight(NewRecord record, Shape data, Shape key, Shape hashKey) {
        return record.data().length <= data.max()
                && record.partitionKey() != null
                && fits(key, record.partitionKey())
                && (record.explicitHashKey() == null || fits(hashKey, record.explicitHashKey()));
    }

    private void checkMap(String path, Shape shape, Map<?, ?> map) {
        checkRange(path, shape, map, map.size(), "length");
        checkAll(path, map, "Map keys must satisfy constraint: ", shape.inner("key"), map.keySet());
        checkAll(path, map, "Map value must satisfy constraint: ", shape.inner("value"), map.values());
    }

    private void checkAll(String path, Map<?, ?> map, String rule, Shape shape, Collection<?> texts) {
        if (!texts.stream().allMatch(text -> fits(shape, (String) text))) {
            tell(path, map, rule + all(shape));
        }
    }

    private void checkRange(String path, Shape shape, Object shown, long size, String what) {
        if (size < shape.min()) {
            tell(path, shown, mustBe(what, "greater", shape.min()));
        }
        if (size > shape.max()) {
            tell(path, shown, mustBe(what, "less", shape.max()));
        }
    }

    private static boolean fits(Shape shape, @Nullable String text) {
        if (text == null) {
            return false;
        }
        var length = length(text, shape);
        return length >= shape.min()
                && length <= shape.max()
                && (shape.pattern() == null || shape.form().test(text))
                && (shape.values() == null || shape.values().contains(text));
    }

    /** Characters, not UTF-16 units: a key of 256 emoji is as good as any. */
    private static int length(String text, Shape shape) {
        return text.length() <= shape.max() ? text.length() : text.codePointCount(0, text.length());
    }

    /** Every rule for an element. */
    private static String all(Shape shape) {
        var rules = new StringJoiner(", ", "[", "]");
        if (shape.max() != Long.MAX_VALUE) {
            rules.add(mustBe("length", "less", shape.max()));
        }
        if (shape.min() != Long.MIN_VALUE) {
            rules.add(mustBe("length", "greater", shape.min()));
        }
        if (shape.pattern() != null) {
            rules.add(mustMatch(shape));
        }
        if (shape.values() != null) {
            rules.add(mustBeOf(shape));
        }
        return rules.toString();
    }

    private static String mustBe(String what, String relation, long bound) {
        return "Member must have " + what + " " + relation + " than or equal to " + bound;
    }

    private static String mustMatch(Shape shape) {
        return "Member must satisfy regular expression pattern: " + shape.pattern();
    }

    private static String mustBeOf(Shape shape) {
        return "Member must satisfy enum value set: " + shape.values();
    }

    private static Object shown(List<?> elements, Shape element) {
        var structure = element.structure();
        if (structure == null) {
            return elements;
        }
        // AWS shows what its class shows, which is a number without a meaning.
        var one = "com.amazonaws.kinesis.v20131202." + structure + "@" + Integer.toHexString(structure.hashCode());
        return Collections.nCopies(elements.size(), one);
    }

    private void tell(String path, @Nullable Object value, String rule) {
        if (broken.isEmpty()) {
            broken = new ArrayList<>();
        }
        if (broken.size() < MOST_TOLD) {
            broken.add("Value " + (value == null ? "null" : "'" + value + "'") + " at '" + path
                    + "' failed to satisfy constraint: " + rule);
        }
    }
}
