package delivery.protocol;

import delivery.model.OrderEvent;
import delivery.model.Position;
import delivery.model.RandomEvents;
import delivery.model.SourceProgress;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;

/** Any message that can be sent, of each kind, by what its record says that it has. Same seed, same messages. */
final class RandomMessages {
    private static final String[] TEXTS = {"", "shardId-000000000000", "häß 日本 😀", "a\u0000b\n\"<", "x".repeat(300)};

    private static final List<Class<? extends Message>> KINDS = List.of(
            Message.Hello.class,
            Message.Welcome.class,
            Message.Refused.class,
            Batch.class,
            Message.Ack.class,
            Message.Rewind.class,
            Message.Fenced.class,
            Message.GoAway.class,
            Message.Failure.class,
            Message.Leave.class);

    private final Random random;
    private final Map<Class<?>, Supplier<?>> values;

    RandomMessages(long seed) {
        random = new Random(seed);
        var events = new RandomEvents(random);
        values = Map.ofEntries(
                Map.entry(int.class, random::nextInt),
                Map.entry(long.class, random::nextLong),
                Map.entry(boolean.class, random::nextBoolean),
                Map.entry(String.class, () -> TEXTS[random.nextInt(TEXTS.length)]),
                Map.entry(BigInteger.class, () -> new BigInteger(random.nextInt(430), random)),
                Map.entry(byte[].class, this::bytes),
                Map.entry(Position.class, this::position),
                Map.entry(OrderEvent.class, events::orderEvent),
                Map.entry(SourceProgress.class, events::progress),
                Map.entry(Message.Gap.class, () -> random.nextBoolean() ? null : record(Message.Gap.class)));
    }

    /** One of each kind. */
    List<Message> oneOfEach() {
        return KINDS.stream().<Message>map(this::record).toList();
    }

    Message.Hello hello() {
        return record(Message.Hello.class);
    }

    Batch batch() {
        return record(Batch.class);
    }

    private <R> R record(Class<R> type) {
        var fields = type.getRecordComponents();
        var types = Arrays.stream(fields).map(RecordComponent::getType).toArray(Class<?>[]::new);
        var given = Arrays.stream(fields)
                .map(field -> value(field.getGenericType()))
                .toArray();
        try {
            return type.getDeclaredConstructor(types).newInstance(given);
        } catch (ReflectiveOperationException e) {
            throw new AssertionError("no value of " + type, e);
        }
    }

    private Object value(Type type) {
        if (type instanceof ParameterizedType list && list.getRawType() == List.class) {
            var elements = new ArrayList<>();
            for (var size = random.nextInt(5); size > 0; size--) {
                elements.add(value(list.getActualTypeArguments()[0]));
            }
            return elements;
        }
        var known = values.get(type);
        if (known != null) {
            return known.get();
        }
        var other = (Class<?>) type;
        return other.isEnum()
                ? other.getEnumConstants()[random.nextInt(other.getEnumConstants().length)]
                : record(other);
    }

    private byte[] bytes() {
        var bytes = new byte[random.nextInt(50)];
        random.nextBytes(bytes);
        return bytes;
    }

    private Position position() {
        return switch (random.nextInt(4)) {
            case 0 -> Position.TRIM_HORIZON;
            case 1 -> Position.SHARD_END;
            default -> Position.after(new BigInteger(random.nextInt(430), random).toString());
        };
    }
}
