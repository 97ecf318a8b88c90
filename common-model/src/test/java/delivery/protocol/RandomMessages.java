package delivery.protocol;

import delivery.model.Position;
import delivery.model.RandomEvents;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;

/** Any message that can be sent, of each kind. Same seed, same messages. */
final class RandomMessages {
    private static final String[] TEXTS = {"", "shardId-000000000000", "häß 日本 😀", "a\u0000b\n\"<", "x".repeat(300)};

    private final Random random;
    private final RandomEvents events;

    RandomMessages(long seed) {
        random = new Random(seed);
        events = new RandomEvents(random);
    }

    /** One of each kind. */
    List<Message> oneOfEach() {
        return List.of(
                hello(),
                new Message.Welcome(
                        random.nextInt(),
                        random.nextLong(),
                        position(),
                        random.nextInt(),
                        random.nextInt(),
                        random.nextLong()),
                new Message.Refused(any(Message.Reason.values()), text(), list(this::text)),
                batch(),
                new Message.Ack(position(), position(), random.nextBoolean()),
                new Message.Rewind(position()),
                new Message.Fenced(text()),
                new Message.GoAway(text()),
                new Message.Failure(any(Message.Failure.Code.values()), text()),
                new Message.Leave());
    }

    Message.Hello hello() {
        return new Message.Hello(
                random.nextInt(),
                random.nextInt(),
                text(),
                new Message.StreamIdentity(text(), text(), random.nextLong()),
                new Message.ShardIdentity(text(), list(this::text), text(), text(), list(this::text)),
                text(),
                random.nextBoolean(),
                random.nextBoolean(),
                random.nextBoolean());
    }

    Message.Batch batch() {
        return new Message.Batch(
                random.nextLong(),
                text(),
                position(),
                position(),
                random.nextLong(),
                random.nextLong(),
                list(this::event),
                list(() -> new Message.ProgressRecord(events.progress(), random.nextLong())),
                list(this::rejected),
                random.nextInt(),
                list(this::text),
                random.nextBoolean()
                        ? null
                        : new Message.Gap(position(), position(), random.nextLong(), random.nextLong()));
    }

    private Message.EventRecord event() {
        var number = new BigInteger(random.nextInt(430), random);
        return new Message.EventRecord(events.orderEvent(), number, random.nextLong());
    }

    private Message.RejectedRecord rejected() {
        var bytes = new byte[random.nextInt(50)];
        random.nextBytes(bytes);
        return new Message.RejectedRecord(
                text(), text(), random.nextLong(), text(), text(), bytes, random.nextInt(), text(), random.nextLong());
    }

    private Position position() {
        return switch (random.nextInt(4)) {
            case 0 -> Position.TRIM_HORIZON;
            case 1 -> Position.SHARD_END;
            default -> Position.after(new BigInteger(random.nextInt(430), random).toString());
        };
    }

    private String text() {
        return any(TEXTS);
    }

    private <T> T any(T[] values) {
        return values[random.nextInt(values.length)];
    }

    private <T> List<T> list(Supplier<T> each) {
        var values = new ArrayList<T>();
        for (var size = random.nextInt(5); size > 0; size--) {
            values.add(each.get());
        }
        return values;
    }
}
