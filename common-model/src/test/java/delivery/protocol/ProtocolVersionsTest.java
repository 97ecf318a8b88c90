package delivery.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import delivery.model.Events;
import delivery.model.OrderEvent;
import delivery.model.Position;
import delivery.model.SourceProgress;
import delivery.protocol.Message.Batch;
import delivery.protocol.Message.EventRecord;
import delivery.protocol.Message.Gap;
import delivery.protocol.Message.Hello;
import delivery.protocol.Message.ProgressRecord;
import delivery.protocol.Message.RejectedRecord;
import delivery.protocol.Message.ShardIdentity;
import delivery.protocol.Message.StreamIdentity;
import delivery.protocol.Message.Welcome;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Versions 1 and 2 understand each other. The frames of version 1 in {@code version-1.txt} were written by the program
 * that spoke it; they must never be written anew.
 */
class ProtocolVersionsTest {
    private static final int HEADER_BYTES = 12;
    private static final long EPOCH = 1_852_974_170_898_432_001L;
    private static final BigInteger BAD = new BigInteger("49590338271490256608559692538361571095921575989136588897");
    private static final Position LAST = Position.after(BAD.add(BigInteger.ONE).toString());

    /** The messages of which the golden frames were made, in their order; what version 2 adds has its default. */
    private static final List<Message> VERSION_1 = List.of(
            hello(1, List.of()),
            new Welcome(1, EPOCH, Position.TRIM_HORIZON, 4_194_304, 15_000, 0),
            new Message.Refused(Message.Reason.WAIT, "comes after its parents", List.of("shardId-000000000000")),
            batch(
                    List.of(
                            EventRecord.withoutOrigin(Events.created(1)),
                            EventRecord.withoutOrigin(Events.assigned(1)),
                            EventRecord.withoutOrigin(Events.completed(1))),
                    rejected("", 0),
                    null),
            new Batch(
                    7,
                    "shardId-000000000002",
                    Position.after("300"),
                    Position.SHARD_END,
                    0,
                    0,
                    List.of(),
                    List.of(),
                    List.of(),
                    0,
                    List.of("shardId-000000000003", "shardId-000000000004"),
                    null),
            new Message.Ack(Position.after("300"), Position.TRIM_HORIZON),
            new Message.Rewind(Position.after("300")),
            new Message.Fenced("blue/4"),
            new Message.GoAway("the server is stopping"),
            new Message.Failure(Message.Failure.Code.UNSPECIFIED, "a batch that leads backwards"));

    private static Hello hello(int maxVersion, List<String> expiredParents) {
        return new Hello(
                1,
                maxVersion,
                "s3cret",
                new StreamIdentity(
                        "DeliveryStream",
                        "arn:aws:kinesis:eu-west-1:000000000000:stream/DeliveryStream",
                        1_767_225_000_000L),
                new ShardIdentity(
                        "shardId-000000000002",
                        List.of("shardId-000000000000", "shardId-000000000001"),
                        "0",
                        "340282366920938463463374607431768211455",
                        expiredParents),
                "amber/17",
                true,
                false,
                maxVersion == 2);
    }

    private static Batch batch(List<EventRecord> events, RejectedRecord rejected, Gap gap) {
        return batch(events, Events.progress(Events.PRODUCER, 1), rejected, gap);
    }

    private static Batch batch(List<EventRecord> events, SourceProgress progress, RejectedRecord rejected, Gap gap) {
        return new Batch(
                EPOCH,
                "shardId-000000000002",
                Position.TRIM_HORIZON,
                LAST,
                250,
                1_767_225_600_000L,
                events,
                List.of(new ProgressRecord(progress, 1_767_225_600_123L)),
                List.of(rejected),
                2,
                List.of(),
                gap);
    }

    private static RejectedRecord rejected(String source, long number) {
        return new RejectedRecord(
                BAD.toString(),
                "key",
                1_767_225_600_456L,
                "not-json",
                "not JSON, at byte 1",
                new byte[] {'{', 0, -1},
                3,
                source,
                number);
    }

    /** The same words with something in every field that version 2 adds. */
    private static List<Message> version2() {
        var events = new ArrayList<EventRecord>();
        for (var event : List.<OrderEvent>of(Events.created(1), Events.assigned(1), Events.completed(1))) {
            events.add(new EventRecord(
                    event, BAD.subtract(BigInteger.valueOf(9L - events.size())), event.atMillis() + 40));
        }
        return List.of(
                hello(2, List.of("shardId-000000000001")),
                new Welcome(2, EPOCH, Position.TRIM_HORIZON, 4_194_304, 15_000, 1_767_225_600_000L),
                batch(
                        events,
                        Events.throttled(Events.PRODUCER, 1),
                        rejected("k3v9", 7),
                        new Gap(Position.TRIM_HORIZON, LAST, 1_767_000_000_000L, 0)),
                new Message.Ack(Position.after("300"), Position.TRIM_HORIZON, true),
                new Message.Failure(Message.Failure.Code.BAD_BATCH, "a batch that leads backwards"));
    }

    @Test
    void theFramesOfVersion1AreUnderstood() throws IOException {
        var frames = goldenFrames();
        assertThat(frames).hasSameSizeAs(VERSION_1);
        for (var i = 0; i < frames.size(); i++) {
            assertThat(received(frames.get(i))).usingRecursiveComparison().isEqualTo(VERSION_1.get(i));
        }
    }

    @Test
    void whatVersion2AddsFollowsWhatVersion1Wrote() {
        var frames = goldenFrames();
        for (var i = 0; i < frames.size(); i++) {
            var payload = Arrays.copyOfRange(frames.get(i), HEADER_BYTES, frames.get(i).length);
            assertThat(MessageCodec.encode(VERSION_1.get(i))).startsWith(payload);
        }
    }

    @Test
    void aReaderThatStopsWhereVersion1StoppedUnderstandsVersion2() {
        var hello = (Hello) version2().get(0);
        var in = new WireReader(MessageCodec.encode(hello));
        assertThat(List.of(in.i32(), in.i32(), in.text())).containsExactly(1, 2, "s3cret");
        assertThat(new StreamIdentity(in.text(), in.text(), in.i64())).isEqualTo(hello.stream());
        assertThat(in.text()).isEqualTo("shardId-000000000002");
        assertThat(in.list(in::text)).isEqualTo(hello.shard().parents());
        assertThat(List.of(in.text(), in.text(), in.text(), in.bool(), in.bool()))
                .containsExactly("0", hello.shard().endingHashKey(), "amber/17", true, false);
        assertThat(in.isAtEnd()).as("version 2 goes on here").isFalse();

        var welcome = (Welcome) version2().get(1);
        in = new WireReader(MessageCodec.encode(welcome));
        assertThat(List.of(in.i32(), in.i64(), in.position(), in.i32(), in.i32()))
                .containsExactly(2, EPOCH, Position.TRIM_HORIZON, 4_194_304, 15_000);
        assertThat(in.isAtEnd()).as("version 2 goes on here").isFalse();

        stopsWhereVersion1Stopped((Batch) version2().get(2));

        in = new WireReader(MessageCodec.encode(version2().get(3)));
        assertThat(List.of(in.position(), in.position())).containsExactly(Position.after("300"), Position.TRIM_HORIZON);
        assertThat(in.isAtEnd()).as("version 2 goes on here").isFalse();

        in = new WireReader(MessageCodec.encode(version2().get(4)));
        assertThat(in.text()).isEqualTo("a batch that leads backwards");
        assertThat(in.isAtEnd()).as("version 2 goes on here").isFalse();
    }

    private static void stopsWhereVersion1Stopped(Batch batch) {
        var in = new WireReader(MessageCodec.encode(batch));
        assertThat(List.of(in.i64(), in.text(), in.position(), in.position()))
                .containsExactly(EPOCH, batch.shardId(), batch.after(), batch.to());
        assertThat(List.of(in.i64(), in.i64(), in.i32())).containsExactly(250L, 1_767_225_600_000L, 2);
        assertThat(in.list(() -> EventWire.read(in)))
                .containsExactly(Events.created(1), Events.assigned(1), Events.completed(1));
        assertThat(in.i32()).as("words of progress").isOne();
        assertThat(List.of(in.text(), in.i64(), in.bool(), in.i64(), in.i64()))
                .containsExactly("k3v9", 1L, false, Events.START_MILLIS + 1_000, 1_767_225_600_123L);
        assertThat(in.i32()).as("rejected records").isOne();
        assertThat(List.of(in.text(), in.text(), in.i64(), in.text(), in.text()))
                .containsExactly(BAD.toString(), "key", 1_767_225_600_456L, "not-json", "not JSON, at byte 1");
        assertThat(in.bytes()).containsExactly('{', 0, -1);
        assertThat(in.i32()).isEqualTo(3);
        assertThat(in.list(in::text)).isEmpty();
        assertThat(in.isAtEnd()).as("version 2 goes on here").isFalse();
    }

    @Test
    void whatVersion2AddsArrives() throws IOException {
        for (var message : version2()) {
            var frame = new ByteSocket();
            new MessageChannel(frame).send(message);
            assertThat(received(frame.sent())).usingRecursiveComparison().isEqualTo(message);
        }
    }

    /** Half of what version 2 adds is no version at all. */
    @Test
    void aPayloadEndsWhereVersion1EndedOrWhereVersion2Does() {
        var whole = MessageCodec.encode(version2().get(2));
        var lengths = new ArrayList<Integer>();
        for (var length = 0; length <= whole.length; length++) {
            try {
                MessageCodec.decode(4, Arrays.copyOf(whole, length));
                lengths.add(length);
            } catch (RuntimeException e) {
                // refused
            }
        }
        assertThat(lengths).containsExactly(goldenFrames().get(3).length - HEADER_BYTES, whole.length);
    }

    @Test
    void originsTakeAFewBytesAnEvent() {
        var plain = new ArrayList<EventRecord>();
        var located = new ArrayList<EventRecord>();
        for (var n = 1; n <= 1_000; n++) {
            var number = BAD.add(BigInteger.TWO.pow(68).multiply(BigInteger.valueOf(n)));
            plain.add(EventRecord.withoutOrigin(Events.created(n)));
            located.add(new EventRecord(Events.created(n), number, Events.START_MILLIS + n));
        }
        var without = MessageCodec.encode(batch(plain, rejected("", 0), null)).length;
        var with = MessageCodec.encode(batch(located, rejected("", 0), null)).length;
        assertThat((with - without) / 1_000.0).isLessThan(11);
    }

    private static Message received(byte[] frame) throws IOException {
        return new MessageChannel(new ByteSocket(frame)).receive(Duration.ofSeconds(1));
    }

    /** Each line: the kind of message, a blank, the frame in hexadecimal. */
    private static List<byte[]> goldenFrames() {
        try (var in = ProtocolVersionsTest.class.getResourceAsStream("version-1.txt")) {
            return new String(in.readAllBytes(), StandardCharsets.US_ASCII)
                    .lines()
                    .map(line -> HexFormat.of().parseHex(line.split(" ")[1]))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
