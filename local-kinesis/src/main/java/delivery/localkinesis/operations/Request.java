package delivery.localkinesis.operations;

import delivery.localkinesis.api.IteratorType;
import delivery.localkinesis.api.KinesisError;
import delivery.localkinesis.api.NewRecord;
import delivery.localkinesis.api.ShardFilter;
import delivery.localkinesis.api.StreamMode;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What an operation, or a structure within its request, is asked with: values of the kinds that its shape says, by the
 * names that AWS gives them. A member that was not given is null. Filled by {@link RequestReader}.
 */
public final class Request {
    private final Shape shape;
    private final Wire wire;
    private final UsualPuts.@Nullable Put usualPut;
    private final Map<String, Object> values = new HashMap<>();
    private @Nullable KinesisError misfit;

    Request(Shape shape, Wire wire) {
        this(shape, wire, null);
    }

    /** Of PutRecords, whose members are all in the put. */
    Request(Shape shape, Wire wire, UsualPuts.@Nullable Put usualPut) {
        this.shape = shape;
        this.wire = wire;
        this.usualPut = usualPut;
    }

    /** The operation's name. */
    public String name() {
        return shape.name();
    }

    Shape shape() {
        return shape;
    }

    Wire wire() {
        return wire;
    }

    /** If it was read the short way; else null. */
    UsualPuts.@Nullable Put usualPut() {
        return usualPut;
    }

    void put(String name, @Nullable Object value) {
        values.put(name, value);
    }

    /** Told when the operation is to be performed, as AWS looks at signatures before. */
    void misfits(KinesisError error) {
        if (misfit == null) {
            misfit = error;
        }
    }

    /** What is of another kind than its shape says; null: nothing. */
    @Nullable
    KinesisError misfit() {
        return misfit;
    }

    @Nullable
    Object value(String name) {
        return values.get(name);
    }

    /** Of a member that the model requires: {@link Constraints} has seen to it; and so of all that do not say null. */
    String text(String name) {
        return (String) required(name);
    }

    @Nullable
    String textOrNull(String name) {
        return (String) values.get(name);
    }

    /** The CLI's output has it in quotes, and who pastes it leaves them. */
    @Nullable
    String iteratorOrNull() {
        var given = textOrNull("ShardIterator");
        return given != null && given.length() > 1 && given.startsWith("\"") && given.endsWith("\"")
                ? given.substring(1, given.length() - 1)
                : given;
    }

    String iterator() {
        return Objects.requireNonNull(iteratorOrNull());
    }

    int number(String name) {
        return (Integer) required(name);
    }

    @Nullable
    Integer numberOrNull(String name) {
        return (Integer) values.get(name);
    }

    int number(String name, int otherwise) {
        var given = numberOrNull(name);
        return given == null ? otherwise : given;
    }

    boolean isSet(String name) {
        return Boolean.TRUE.equals(values.get(name));
    }

    @Nullable
    Instant time(String name) {
        return (Instant) values.get(name);
    }

    byte[] bytes(String name) {
        return (byte[]) required(name);
    }

    Request inner(String name) {
        return (Request) required(name);
    }

    @Nullable
    Request innerOrNull(String name) {
        return (Request) values.get(name);
    }

    @SuppressWarnings("unchecked") // RequestReader reads by the same shape
    List<String> texts(String name) {
        return (List<String>) required(name);
    }

    /** Empty if there are none. */
    @SuppressWarnings("unchecked") // RequestReader reads by the same shape
    Map<String, String> tags() {
        return (Map<String, String>) values.getOrDefault("Tags", Map.of());
    }

    @SuppressWarnings("unchecked") // RequestReader reads by the same shape
    List<NewRecord> records() {
        return (List<NewRecord>) required("Records");
    }

    /** The name or the ARN of the stream it is about; null if it names none. */
    @Nullable
    String streamOrNull() {
        if (usualPut != null) {
            return usualPut.stream();
        }
        var arn = textOrNull("StreamARN");
        return arn == null ? textOrNull("StreamName") : arn;
    }

    String stream() {
        var arn = textOrNull("StreamARN");
        var name = textOrNull("StreamName");
        if (arn == null) {
            if (name == null) {
                throw KinesisError.invalid("Either StreamName or StreamARN must be given.");
            }
            return name;
        }
        if (name != null && !arn.endsWith(":stream/" + name)) {
            throw KinesisError.invalid("StreamName " + name + " is not the stream of StreamARN " + arn + ".");
        }
        return arn;
    }

    StreamMode mode() {
        return Objects.requireNonNull(modeOrNull());
    }

    /** Null if nothing is said of it. */
    @Nullable
    StreamMode modeOrNull() {
        var details = innerOrNull("StreamModeDetails");
        return details == null ? null : StreamMode.valueOf(details.text("StreamMode"));
    }

    ShardFilter filter() {
        var filter = innerOrNull("ShardFilter");
        return filter == null
                ? ShardFilter.ALL
                : new ShardFilter(
                        ShardFilter.Type.valueOf(filter.text("Type")),
                        filter.textOrNull("ShardId"),
                        filter.time("Timestamp"));
    }

    IteratorType iteratorType(String name) {
        return IteratorType.valueOf(text(name));
    }

    private Object required(String name) {
        return Objects.requireNonNull(values.get(name), name);
    }
}
