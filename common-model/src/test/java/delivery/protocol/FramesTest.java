package delivery.protocol;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import delivery.bytes.Grown;
import delivery.model.EventType;
import delivery.model.Events;
import delivery.model.Position;
import delivery.model.RandomEvents;
import delivery.model.SourceProgress;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FramesTest {
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
        var payload = Frames.encode(Batch.of(1, "shard", Position.TRIM_HORIZON, Position.after("1"))
                .progress(List.of(new Message.ProgressRecord(progress, 0)))
                .build());
        var text = new String(payload, ISO_8859_1).replace("shardId-000000000002", "shardId-000000000001");
        var batch = (Batch) Frames.decode(4, text.getBytes(ISO_8859_1));
        assertThat(batch.progress().get(0).progress().throttled()).containsOnly(Map.entry("shardId-000000000001", 5L));
    }

    @Test
    void everyKindHasATypeOfItsOwn() {
        assertThat(new RandomMessages(2).oneOfEach())
                .extracting(Frames::typeOf)
                .containsExactly(1, 2, 3, 4, 5, 6, 7, 8, 9, 10);
    }

    @Test
    void aPayloadCutOffAnywhereIsRefused() {
        var messages = new RandomMessages(3);
        for (var i = 0; i < 20; i++) {
            for (var message : messages.oneOfEach()) {
                var payload = Frames.encode(message);
                for (var length = 0; length < payload.length; length++) {
                    var part = Arrays.copyOf(payload, length);
                    assertThatThrownBy(() -> Frames.decode(Frames.typeOf(message), part))
                            .as("%d of %d bytes of %s", length, payload.length, message)
                            .isInstanceOf(RuntimeException.class);
                }
            }
        }
    }

    /** Of itself, and of every value within it at any depth. */
    @Test
    void whatANewerVersionAppendsIsIgnored() {
        var kinds = new TreeSet<String>();
        var messages = new RandomMessages(4);
        for (var i = 0; i < 50; i++) {
            for (var message : messages.oneOfEach()) {
                var type = Frames.typeOf(message);
                var newer = Grown.bytes(Frames.layout(type), Frames.encode(message), kinds);
                assertThat(Frames.decode(type, newer))
                        .usingRecursiveComparison()
                        .isEqualTo(message);
            }
        }
        assertThat(kinds)
                .containsExactly(
                        "Caller",
                        "Entry",
                        "EventRecord",
                        "Gap",
                        "OrderId",
                        "Position",
                        "ProgressRecord",
                        "RejectedRecord",
                        "ShardIdentity",
                        "SourceProgress",
                        "StreamIdentity",
                        "String",
                        "Terms",
                        "Versions");
    }

    @Test
    void aDamagedPayloadIsAMessageOrRefusedAndNeverAnError() {
        var messages = new RandomMessages(5);
        var random = new Random(5);
        for (var i = 0; i < 5_000; i++) {
            for (var message : messages.oneOfEach()) {
                var payload = Frames.encode(message);
                if (payload.length == 0) {
                    continue;
                }
                payload[random.nextInt(payload.length)] = (byte) random.nextInt();
                payload[random.nextInt(payload.length)] ^= (byte) (1 << random.nextInt(8));
                try {
                    assertThat(Frames.decode(Frames.typeOf(message), payload)).isNotNull();
                } catch (RuntimeException e) {
                    // refused: MessageChannel makes a MalformedFrameException of it
                }
            }
        }
    }

    @Test
    void aCodeThatThisVersionDoesNotKnowIsUnspecified() {
        var payload = Frames.encode(new Message.Failure(Message.Failure.Code.LIMIT, "x"));
        payload[payload.length - 1] = (byte) 200;
        assertThat(Frames.decode(9, payload)).isEqualTo(new Message.Failure(Message.Failure.Code.UNSPECIFIED, "x"));
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
        assertThatThrownBy(() -> Frames.decode(type, new byte[100])).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void anEventThatCannotBeIsRefused() {
        var bytes = new Frames.Events().toBytes(new Message.EventRecord(Events.created(7), BigInteger.ONE, 0));
        // The layout: type, source (1 + 4), number (8), pick-up (2), drop-off (2), price (4), window (2), created (8).
        refuses(bytes, 0, 9);
        refuses(bytes, 2, 'K');
        refuses(bytes, 6, 0xFF);
        refuses(bytes, 14, 0x7F);
        refuses(bytes, 18, 0xFF);
        refuses(bytes, 22, 0x7F);
        refuses(bytes, 24, 0xFF);
    }

    private static void refuses(byte[] bytes, int at, int value) {
        assertThat(new Frames.Events().read(bytes).event()).isEqualTo(Events.created(7));
        var copy = bytes.clone();
        copy[at] = (byte) value;
        assertThatThrownBy(() -> new Frames.Events().read(copy)).isInstanceOf(RuntimeException.class);
    }

    @Test
    void whereAnEventWasTakesAFewBytes() {
        var together = new ArrayList<Message.EventRecord>();
        var apart = new ArrayList<Message.EventRecord>();
        for (var n = 1; n <= 1_000; n++) {
            var number = BigInteger.TWO.pow(185).add(BigInteger.TWO.pow(68).multiply(BigInteger.valueOf(n)));
            together.add(new Message.EventRecord(Events.created(n), BigInteger.ZERO, 0));
            apart.add(new Message.EventRecord(Events.created(n), number, Events.START_MILLIS + n));
        }
        assertThat((Frames.encode(batch(apart)).length - Frames.encode(batch(together)).length) / 1_000.0)
                .isLessThan(11);
    }

    private static Batch batch(List<Message.EventRecord> events) {
        return Batch.of(1, "shard", Position.TRIM_HORIZON, Position.after("1"))
                .events(events)
                .build();
    }

    @Test
    void aFullPageOfEventsFitsOneFrame() {
        var events = new ArrayList<Message.EventRecord>();
        var random = new RandomEvents(6);
        for (var i = 0; i < 10_000; i++) {
            var number = new BigInteger(186, new Random(i));
            events.add(new Message.EventRecord(random.orderEvent(EventType.COMPLETED), number, i * 1_000_000_000L));
        }
        var batch = batch(events);
        assertThat(Frames.encode(batch)).hasSizeLessThan(MessageChannel.MAX_FRAME_BYTES);
        assertThat(batch.records()).isEqualTo(10_000);
    }

    private static Message decoded(Message message) {
        return Frames.decode(Frames.typeOf(message), Frames.encode(message));
    }
}
