package delivery.protocol;

import delivery.bytes.Fields;
import delivery.bytes.Layout;
import delivery.bytes.ModelLayouts;
import delivery.model.EventField;
import delivery.model.EventType;
import delivery.model.EventValues;
import delivery.model.OrderId;
import delivery.model.SourceProgress;
import delivery.protocol.Message.Ack;
import delivery.protocol.Message.Caller;
import delivery.protocol.Message.EventRecord;
import delivery.protocol.Message.Failure;
import delivery.protocol.Message.Fenced;
import delivery.protocol.Message.Gap;
import delivery.protocol.Message.GoAway;
import delivery.protocol.Message.Hello;
import delivery.protocol.Message.Leave;
import delivery.protocol.Message.ProgressRecord;
import delivery.protocol.Message.Reason;
import delivery.protocol.Message.Refused;
import delivery.protocol.Message.RejectedRecord;
import delivery.protocol.Message.Rewind;
import delivery.protocol.Message.ShardIdentity;
import delivery.protocol.Message.StreamIdentity;
import delivery.protocol.Message.Terms;
import delivery.protocol.Message.Versions;
import delivery.protocol.Message.Welcome;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/** The one table of what is said on the socket: each message with its type and its fields, in the order of their bytes. */
final class Frames {
    private static final Map<Integer, Kind<?>> BY_TYPE = List.of(
                    new Kind<>(1, Hello.class, Frames::hello),
                    new Kind<>(2, Welcome.class, Frames::welcome),
                    new Kind<>(3, Refused.class, Frames::refused),
                    new Kind<>(4, Batch.class, Frames::batch),
                    new Kind<>(5, Ack.class, Frames::ack),
                    new Kind<>(6, Rewind.class, Frames::rewind),
                    new Kind<>(7, Fenced.class, f -> new Fenced(f.text(Fenced::newHolder))),
                    new Kind<>(8, GoAway.class, f -> new GoAway(f.text(GoAway::text))),
                    new Kind<>(9, Failure.class, Frames::failure),
                    new Kind<>(10, Leave.class, f -> new Leave()))
            .stream()
            .collect(Collectors.toMap(Kind::type, kind -> kind));
    private static final Map<Class<?>, Kind<?>> BY_CLASS =
            BY_TYPE.values().stream().collect(Collectors.toMap(Kind::message, kind -> kind));

    private static final List<Reason> REASONS = List.of(Reason.values());
    private static final Failure.Code[] CODES = Failure.Code.values();
    private static final Layout<Map.Entry<String, Long>> COUNT =
            f -> Map.entry(f.text(Map.Entry::getKey), f.i64(Map.Entry::getValue));

    private record Kind<M extends Message>(int type, Class<M> message, Layout<M> layout) {
        byte[] encode(Message given) {
            return layout.toBytes(message.cast(given));
        }
    }

    private Frames() {}

    static boolean knows(int type) {
        return BY_TYPE.containsKey(type);
    }

    static int typeOf(Message message) {
        return kind(message).type();
    }

    static byte[] encode(Message message) {
        return kind(message).encode(message);
    }

    private static Kind<?> kind(Message message) {
        return Objects.requireNonNull(BY_CLASS.get(message.getClass()));
    }

    /** @throws RuntimeException of one kind or another if the payload is not of that type */
    static Message decode(int type, byte[] payload) {
        if (!knows(type)) {
            throw new IllegalArgumentException("no such type of frame: " + type);
        }
        return layout(type).read(payload);
    }

    static Layout<? extends Message> layout(int type) {
        return Objects.requireNonNull(BY_TYPE.get(type)).layout();
    }

    private static Hello hello(Fields<Hello> f) {
        return new Hello(
                f.part(Hello::versions, v -> new Versions(v.i32(Versions::min), v.i32(Versions::max))),
                f.part(Hello::caller, c -> new Caller(c.text(Caller::holder), c.text(Caller::token))),
                f.part(Hello::stream, Frames::stream),
                f.part(Hello::shard, Frames::shard),
                f.part(Hello::terms, Frames::terms));
    }

    private static Terms terms(Fields<Terms> f) {
        return new Terms(f.bool(Terms::takeover), f.bool(Terms::acceptLoss), f.bool(Terms::share));
    }

    private static StreamIdentity stream(Fields<StreamIdentity> f) {
        return new StreamIdentity(
                f.text(StreamIdentity::name), f.text(StreamIdentity::arn), f.i64(StreamIdentity::createdAtMillis));
    }

    private static ShardIdentity shard(Fields<ShardIdentity> f) {
        return new ShardIdentity(
                f.text(ShardIdentity::shardId),
                f.texts(ShardIdentity::parents),
                f.text(ShardIdentity::startingHashKey),
                f.text(ShardIdentity::endingHashKey),
                f.texts(ShardIdentity::expiredParents));
    }

    private static Welcome welcome(Fields<Welcome> f) {
        return new Welcome(
                f.i32(Welcome::version),
                f.i64(Welcome::epoch),
                f.part(Welcome::position, ModelLayouts::position),
                f.i32(Welcome::maxFrameBytes),
                f.i32(Welcome::idleMillis),
                f.i64(Welcome::readThroughMillis));
    }

    private static Refused refused(Fields<Refused> f) {
        return new Refused(f.constant(Refused::reason, REASONS), f.text(Refused::text), f.texts(Refused::shards));
    }

    private static Batch batch(Fields<Batch> f) {
        return new Batch(
                f.i64(Batch::epoch),
                f.text(Batch::shardId),
                f.part(Batch::after, ModelLayouts::position),
                f.part(Batch::to, ModelLayouts::position),
                f.i64(Batch::millisBehindLatest),
                f.i64(Batch::readThroughMillis),
                f.list(Batch::events, new Events()),
                f.list(Batch::progress, Frames::progress),
                f.list(Batch::rejected, Frames::rejected),
                f.i32(Batch::unknownFields),
                f.texts(Batch::children),
                f.optional(Batch::gap, Frames::gap));
    }

    private static ProgressRecord progress(Fields<ProgressRecord> f) {
        return new ProgressRecord(
                f.part(ProgressRecord::progress, Frames::word), f.i64(ProgressRecord::arrivedAtMillis));
    }

    private static SourceProgress word(Fields<SourceProgress> f) {
        return new SourceProgress(
                f.text(SourceProgress::source),
                f.i64(SourceProgress::acknowledged),
                f.bool(SourceProgress::closed),
                f.i64(SourceProgress::atMillis),
                counts(f.list(word -> List.copyOf(word.throttled().entrySet()), COUNT)),
                f.bool(SourceProgress::writtenOff));
    }

    /** No program of ours names a shard twice; whoever does has the larger count meant. */
    private static Map<String, Long> counts(List<Map.Entry<String, Long>> counts) {
        return counts.stream().collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue, Math::max));
    }

    private static RejectedRecord rejected(Fields<RejectedRecord> f) {
        return new RejectedRecord(
                f.text(RejectedRecord::sequenceNumber),
                f.i32(RejectedRecord::part),
                f.text(RejectedRecord::partitionKey),
                f.i64(RejectedRecord::arrivedAtMillis),
                f.text(RejectedRecord::reason),
                f.text(RejectedRecord::message),
                f.bytes(RejectedRecord::bytes),
                f.i32(RejectedRecord::size),
                f.text(RejectedRecord::source),
                f.i64(RejectedRecord::number));
    }

    private static Gap gap(Fields<Gap> f) {
        return new Gap(
                f.part(Gap::from, ModelLayouts::position),
                f.part(Gap::to, ModelLayouts::position),
                f.i64(Gap::fromMillis),
                f.i64(Gap::toMillis));
    }

    private static Ack ack(Fields<Ack> f) {
        return new Ack(
                f.part(Ack::applied, ModelLayouts::position),
                f.part(Ack::durable, ModelLayouts::position),
                f.bool(Ack::release));
    }

    private static Rewind rewind(Fields<Rewind> f) {
        return new Rewind(f.part(Rewind::position, ModelLayouts::position));
    }

    /** A code that this version does not know is as good as none. */
    private static Failure failure(Fields<Failure> f) {
        var text = f.text(Failure::text);
        var code = f.u8(failure -> failure.code().ordinal());
        return new Failure(code < CODES.length ? CODES[code] : Failure.Code.UNSPECIFIED, text);
    }

    /**
     * The events of one batch. Neighbours on a shard differ little in where and when they arrived: as differences, most of these
     * numbers take a few bytes.
     */
    static final class Events implements Layout<EventRecord> {
        private final EventValues values = new EventValues();
        private BigInteger number = BigInteger.ZERO;
        private long millis;

        @Override
        public EventRecord describe(Fields<EventRecord> f) {
            var record = f.written();
            var event = record == null ? null : record.event();
            var type = EventType.all().get(f.u8(event == null ? 0 : event.type().ordinal()));
            var source = f.text(event == null ? null : event.source());
            var ofSource = f.i64(event == null ? 0 : event.number());
            var id = type.namesOrder() ? null : f.part(each -> each.event().orderId(), ModelLayouts::orderId);
            for (var field : type.fields()) {
                values.set(field, value(f, field.kind(), event == null ? 0 : event.value(field)));
            }
            number = number.add(
                    f.number(record == null ? null : record.sequenceNumber().subtract(number)));
            var part = f.varint(record == null ? 0 : record.part());
            millis += f.varint(record == null ? 0 : record.arrivedAtMillis() - millis);
            return record != null
                    ? record
                    : new EventRecord(
                            type.event(source, ofSource, id == null ? new OrderId(source, ofSource) : id, values),
                            number,
                            Math.toIntExact(part),
                            millis);
        }

        private static long value(Fields<EventRecord> f, EventField.Kind kind, long value) {
            return switch (kind) {
                case DRIVER, REGION, SECONDS -> f.u16((int) value);
                case PRICE -> f.i32((int) value);
                case MILLIS -> f.i64(value);
            };
        }
    }
}
