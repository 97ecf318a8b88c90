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

/**
 * What an operation, or a structure within its request, is asked with: values of the kinds that its shape says, by the
 * names that AWS gives them. A member that was not given is null. Filled by {@link RequestReader}.
 */
public final class Request {
    private final Shape shape;
    private final Wire wire;
    private final UsualPuts.Put usualPut;
    private final Map<String, Object> values = new HashMap<>();
    private KinesisError misfit;

    Request(Shape shape, Wire wire) {
        this(shape, wire, null);
    }

    /** Of PutRecords, whose members are all in the put. */
    Request(Shape shape, Wire wire, UsualPuts.Put usualPut) {
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
    UsualPuts.Put usualPut() {
        return usualPut;
    }

    void put(String name, Object value) {
        values.put(name, value);
    }

    /** Told when the operation is to be performed, as AWS looks at signatures before. */
    void misfits(KinesisError error) {
        if (misfit == null) {
            misfit = error;
        }
    }

    /** What is of another kind than its shape says; null: nothing. */
    KinesisError misfit() {
        return misfit;
    }

    Object value(String name) {
        return values.get(name);
    }

    String text(String name) {
        return (String) values.get(name);
    }

    /** The CLI's output has it in quotes, and who pastes it leaves them. */
    String iterator() {
        var given = text("ShardIterator");
        return given != null && given.length() > 1 && given.startsWith("\"") && given.endsWith("\"")
                ? given.substring(1, given.length() - 1)
                : given;
    }

    Integer number(String name) {
        return (Integer) values.get(name);
    }

    int number(String name, int otherwise) {
        var given = number(name);
        return given == null ? otherwise : given;
    }

    boolean isSet(String name) {
        return Boolean.TRUE.equals(values.get(name));
    }

    Instant time(String name) {
        return (Instant) values.get(name);
    }

    byte[] bytes(String name) {
        return (byte[]) values.get(name);
    }

    Request inner(String name) {
        return (Request) values.get(name);
    }

    @SuppressWarnings("unchecked") // RequestReader reads by the same shape
    List<String> texts(String name) {
        return (List<String>) values.get(name);
    }

    /** Empty if there are none. */
    @SuppressWarnings("unchecked") // RequestReader reads by the same shape
    Map<String, String> tags() {
        return (Map<String, String>) values.getOrDefault("Tags", Map.of());
    }

    @SuppressWarnings("unchecked") // RequestReader reads by the same shape
    List<NewRecord> records() {
        return (List<NewRecord>) values.get("Records");
    }

    /** The name or the ARN of the stream it is about; null if it names none. */
    String streamOrNull() {
        if (usualPut != null) {
            return usualPut.stream();
        }
        var arn = text("StreamARN");
        return arn == null ? text("StreamName") : arn;
    }

    String stream() {
        var arn = text("StreamARN");
        var name = text("StreamName");
        if (arn == null && name == null) {
            throw KinesisError.invalid("Either StreamName or StreamARN must be given.");
        }
        if (arn != null && name != null && !arn.endsWith(":stream/" + name)) {
            throw KinesisError.invalid("StreamName " + name + " is not the stream of StreamARN " + arn + ".");
        }
        return arn == null ? name : arn;
    }

    /** Null if nothing is said of it. */
    StreamMode mode() {
        var details = inner("StreamModeDetails");
        return details == null ? null : StreamMode.valueOf(details.text("StreamMode"));
    }

    ShardFilter filter() {
        var filter = inner("ShardFilter");
        return filter == null
                ? ShardFilter.ALL
                : new ShardFilter(
                        ShardFilter.Type.valueOf(filter.text("Type")),
                        filter.text("ShardId"),
                        filter.time("Timestamp"));
    }

    IteratorType iteratorType(String name) {
        return IteratorType.valueOf(text(name));
    }
}
