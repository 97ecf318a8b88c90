package delivery.protocol;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import delivery.model.EventType;
import delivery.model.Events;
import delivery.model.Position;
import delivery.model.RandomEvents;
import delivery.model.SourceProgress;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MessageCodecTest {
    @Test
    void whatIsEncodedIsDecodedToTheSameMessage() {
        var messages = new RandomMessages(1);
        for (var i = 0; i < 2_000; i++) {
            for (var message : messages.oneOfEach()) {
                assertThat(decoded(message)).usingRecursiveComparison().isEqualTo(message);
            }
        }
    }

    /** No program of ours names a shard twice; whoever does has the larger count meant, in whatever order. */
    @ParameterizedTest
    @CsvSource({"5, 3", "3, 5"})
    void ofTwoCountsForOneShardTheLargerHolds(long first, long second) {
        var counts = new LinkedHashMap<String, Long>();
        counts.put("shardId-000000000001", first);
        counts.put("shardId-000000000002", second);
        var progress = new SourceProgress(Events.PRODUCER, 1, false, Events.START_MILLIS, counts);
        var payload = MessageCodec.encode(new Message.Batch(
                1,
                "shardId-000000000000",
                Position.TRIM_HORIZON,
                Position.after("1"),
                0,
                0,
                List.of(),
                List.of(new Message.ProgressRecord(progress, 0)),
                List.of(),
                0,
                List.of(),
                null));
        var text = new String(payload, ISO_8859_1).replace("shardId-000000000002", "shardId-000000000001");
        var batch = (Message.Batch) MessageCodec.decode(4, text.getBytes(ISO_8859_1));
        assertThat(batch.progress().get(0).progress().throttled()).containsOnly(Map.entry("shardId-000000000001", 5L));
    }

    @Test
    void everyKindHasATypeOfItsOwn() {
        assertThat(new RandomMessages(2).oneOfEach())
                .extracting(MessageCodec::typeOf)
                .containsExactly(1, 2, 3, 4, 5, 6, 7, 8, 9, 10);
    }

    @Test
    void aPayloadCutOffAnywhereIsRefusedOrOfVersion1() {
        var messages = new RandomMessages(3);
        for (var i = 0; i < 20; i++) {
            for (var message : messages.oneOfEach()) {
                var payload = MessageCodec.encode(message);
                var understood = 0;
                for (var length = 0; length < payload.length; length++) {
                    try {
                        MessageCodec.decode(MessageCodec.typeOf(message), Arrays.copyOf(payload, length));
                        understood++;
                    } catch (RuntimeException e) {
                        // refused
                    }
                }
                assertThat(understood).isEqualTo(timesGrown(message));
            }
        }
    }

    /** Fields were added after those of version 1 so many times, and each time a payload may end before them. */
    private static int timesGrown(Message message) {
        if (message instanceof Message.Hello) {
            return 2;
        }
        return message instanceof Message.Welcome
                        || message instanceof Message.Batch
                        || message instanceof Message.Ack
                        || message instanceof Message.Failure
                ? 1
                : 0;
    }

    @Test
    void fieldsThatANewerVersionAppendsAreIgnored() {
        for (var message : new RandomMessages(4).oneOfEach()) {
            var payload = MessageCodec.encode(message);
            var longer = Arrays.copyOf(payload, payload.length + 10);
            assertThat(MessageCodec.decode(MessageCodec.typeOf(message), longer))
                    .usingRecursiveComparison()
                    .isEqualTo(message);
        }
    }

    @Test
    void aDamagedPayloadIsAMessageOrRefusedAndNeverAnError() {
        var messages = new RandomMessages(5);
        var random = new Random(5);
        for (var i = 0; i < 5_000; i++) {
            for (var message : messages.oneOfEach()) {
                var payload = MessageCodec.encode(message);
                if (payload.length == 0) {
                    continue;
                }
                payload[random.nextInt(payload.length)] = (byte) random.nextInt();
                payload[random.nextInt(payload.length)] ^= (byte) (1 << random.nextInt(8));
                try {
                    assertThat(MessageCodec.decode(MessageCodec.typeOf(message), payload))
                            .isNotNull();
                } catch (RuntimeException e) {
                    // refused: MessageChannel makes a MalformedFrameException of it
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {Integer.MAX_VALUE, Integer.MAX_VALUE - 8, Integer.MIN_VALUE, -1, 1_000_000})
    void aLengthThatThePayloadCannotHoldIsRefusedBeforeAnythingIsAllocated(int lie) {
        var payload = ByteBuffer.allocate(8).putInt(lie).array();
        assertThatThrownBy(() -> new WireReader(payload).bytes()).hasMessageContaining("a length of " + lie);
        assertThatThrownBy(() -> new WireReader(payload).text()).hasMessageContaining("a length of " + lie);
        assertThatThrownBy(() -> new WireReader(payload).list(() -> "")).hasMessageContaining("a length of " + lie);
    }

    @Test
    void aCodeThatThisVersionDoesNotKnowIsUnspecified() {
        var payload = MessageCodec.encode(new Message.Failure(Message.Failure.Code.LIMIT, "x"));
        payload[payload.length - 1] = (byte) 200;
        assertThat(MessageCodec.decode(9, payload))
                .isEqualTo(new Message.Failure(Message.Failure.Code.UNSPECIFIED, "x"));
    }

    @Test
    void aSequenceNumberOf129DigitsTravels() {
        var position = Position.after("9".repeat(129));
        assertThat(decoded(new Message.Rewind(position))).isEqualTo(new Message.Rewind(position));
    }

    @Test
    void anEmptySequenceNumberIsZero() {
        var position = Position.after("0");
        assertThat(decoded(new Message.Ack(position, position))).isEqualTo(new Message.Ack(position, position));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 11, 127, 255})
    void anUnknownTypeIsRefused(int type) {
        assertThatThrownBy(() -> MessageCodec.decode(type, new byte[100])).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void anEventThatCannotBeIsRefused() {
        var writer = new WireWriter();
        EventWire.write(writer, Events.created(7));
        var bytes = writer.toBytes();
        // The layout: kind, source (4 + 4), number (8), pick-up (2), drop-off (2), price (4), created (8), window (2).
        refuses(bytes, 0, 9);
        refuses(bytes, 5, 'K');
        refuses(bytes, 9, 0xFF);
        refuses(bytes, 17, 0x7F);
        refuses(bytes, 21, 0xFF);
        refuses(bytes, 25, 0x7F);
        refuses(bytes, 33, 0xFF);
    }

    private static void refuses(byte[] bytes, int at, int value) {
        var copy = bytes.clone();
        copy[at] = (byte) value;
        assertThatThrownBy(() -> EventWire.read(new WireReader(copy))).isInstanceOf(RuntimeException.class);
    }

    @Test
    void aFullPageOfEventsFitsOneFrame() {
        var events = new ArrayList<Message.EventRecord>();
        var random = new RandomEvents(6);
        for (var i = 0; i < 10_000; i++) {
            var number = new BigInteger(186, new Random(i));
            events.add(new Message.EventRecord(random.orderEvent(EventType.COMPLETED), number, i * 1_000_000_000L));
        }
        var batch = new Message.Batch(
                1,
                "shardId-000000000000",
                Position.TRIM_HORIZON,
                Position.after("1"),
                0,
                0,
                events,
                List.of(),
                List.of(),
                0,
                List.of(),
                null);
        assertThat(MessageCodec.encode(batch)).hasSizeLessThan(MessageChannel.MAX_FRAME_BYTES);
        assertThat(batch.records()).isEqualTo(10_000);
    }

    private static Message decoded(Message message) {
        return MessageCodec.decode(MessageCodec.typeOf(message), MessageCodec.encode(message));
    }
}
