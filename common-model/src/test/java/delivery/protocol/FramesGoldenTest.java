package delivery.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import delivery.model.Events;
import delivery.model.OrderEvent;
import delivery.model.Position;
import delivery.protocol.Message.Caller;
import delivery.protocol.Message.EventRecord;
import delivery.protocol.Message.Gap;
import delivery.protocol.Message.Hello;
import delivery.protocol.Message.ProgressRecord;
import delivery.protocol.Message.RejectedRecord;
import delivery.protocol.Message.ShardIdentity;
import delivery.protocol.Message.StreamIdentity;
import delivery.protocol.Message.Terms;
import delivery.protocol.Message.Welcome;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * The bytes of every kind of frame: what changes them changes {@link Message#VERSION}, or adds at an end. After a change that is
 * meant, {@code target/frames.txt} is the new golden file.
 */
class FramesGoldenTest {
    private static final long EPOCH = 1_852_974_170_898_432_001L;
    private static final BigInteger BAD = new BigInteger("49590338271490256608559692538361571095921575989136588897");
    private static final Position LAST = Position.after(BAD.add(BigInteger.ONE).toString());

    private static final String SHARD = "shardId-000000000002";

    private static final Hello HELLO = Hello.of(
            new Caller("amber/17", "s3cret"),
            new StreamIdentity(
                    "DeliveryStream",
                    "arn:aws:kinesis:eu-west-1:000000000000:stream/DeliveryStream",
                    1_767_225_000_000L),
            new ShardIdentity(
                    SHARD,
                    List.of("shardId-000000000000", "shardId-000000000001"),
                    "0",
                    "340282366920938463463374607431768211455",
                    List.of("shardId-000000000001")),
            new Terms(true, false, true));

    private static final Batch FULL = Batch.of(EPOCH, SHARD, Position.TRIM_HORIZON, LAST)
            .millisBehindLatest(250)
            .readThroughMillis(1_767_225_600_000L)
            .events(events())
            .progress(List.of(new ProgressRecord(Events.throttled(Events.PRODUCER, 1), 1_767_225_600_123L)))
            .rejected(List.of(new RejectedRecord(
                    BAD.toString(),
                    3,
                    "key",
                    1_767_225_600_456L,
                    "not-json",
                    "not JSON, at byte 1",
                    new byte[] {'{', 0, -1},
                    3,
                    "k3v9",
                    7)))
            .unknownFields(2)
            .gap(new Gap(Position.TRIM_HORIZON, LAST, 1_767_000_000_000L, 0))
            .build();

    private static final Batch LAST_OF_SHARD = Batch.of(7, SHARD, Position.after("300"), Position.SHARD_END)
            .children(List.of("shardId-000000000003", "shardId-000000000004"))
            .build();

    private static final List<Message> MESSAGES = List.of(
            HELLO,
            new Welcome(5, EPOCH, Position.TRIM_HORIZON, 4_194_304, 15_000, 1_767_225_600_000L),
            new Message.Refused(Message.Reason.WAIT, "comes after its parents", List.of("shardId-000000000000")),
            FULL,
            LAST_OF_SHARD,
            new Message.Ack(Position.after("300"), Position.TRIM_HORIZON, true),
            new Message.Rewind(Position.after("300")),
            new Message.Fenced("blue/4"),
            new Message.GoAway("the server is stopping"),
            new Message.Failure(Message.Failure.Code.BAD_BATCH, "a batch that leads backwards"),
            new Message.Leave());

    /** One of each type. */
    private static List<EventRecord> events() {
        var events = new ArrayList<EventRecord>();
        for (var event : List.<OrderEvent>of(Events.created(1), Events.assigned(1), Events.completed(1))) {
            events.add(new EventRecord(
                    event,
                    BAD.subtract(BigInteger.valueOf(9L - events.size())),
                    events.size() - 1,
                    event.atMillis() + 40));
        }
        return events;
    }

    @Test
    void everyMessageIsTheseBytes() throws IOException {
        var lines = new ArrayList<String>();
        for (var message : MESSAGES) {
            lines.add(message.getClass().getSimpleName() + " " + HexFormat.of().formatHex(sent(message)));
        }
        Files.write(Path.of("target", "frames.txt"), lines);
        assertThat(lines.stream().map(line -> line.split(" ")[1])).containsExactlyElementsOf(goldenFrames());
    }

    @Test
    void theseBytesAreThatMessage() throws IOException {
        var frames = goldenFrames();
        for (var i = 0; i < MESSAGES.size(); i++) {
            assertThat(new MessageChannel(new ByteSocket(HexFormat.of().parseHex(frames.get(i))))
                            .receive(Duration.ofSeconds(1)))
                    .usingRecursiveComparison()
                    .isEqualTo(MESSAGES.get(i));
        }
    }

    private static byte[] sent(Message message) throws IOException {
        var socket = new ByteSocket();
        new MessageChannel(socket).send(message);
        return socket.sent();
    }

    /** Each line: the kind of message, a blank, the frame in hexadecimal. */
    private static List<String> goldenFrames() throws IOException {
        try (var in = FramesGoldenTest.class.getResourceAsStream("frames.txt")) {
            return new String(in.readAllBytes(), StandardCharsets.US_ASCII)
                    .lines()
                    .map(line -> line.split(" ")[1])
                    .toList();
        }
    }
}
