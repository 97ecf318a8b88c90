package delivery.ranking.socket;

import static org.assertj.core.api.Assertions.assertThat;

import delivery.model.Events;
import delivery.model.Position;
import delivery.protocol.ByteSocket;
import delivery.protocol.Message;
import delivery.protocol.Message.Ack;
import delivery.protocol.Message.Refused;
import delivery.protocol.MessageChannel;
import delivery.ranking.state.Batches;
import delivery.ranking.state.Hellos;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;

/** Whatever comes over the socket is a message or an {@link IOException}, and costs no more than it is. */
class FrameFuzzTest {
    private static final int HEADER_BYTES = 12;
    private static final Duration IDLE = Duration.ofSeconds(1);

    private final Random random = new Random(20_260_101);
    private int messages;
    private int refused;
    private long mostAllocated;

    @Test
    void noFrameDoesHarm() throws IOException {
        var frames = validFrames();
        for (var i = 0; i < 100_000; i++) {
            receive(mutated(frames.get(random.nextInt(frames.size()))));
        }
        assertThat(messages).as("mutations that still were messages").isGreaterThan(1_000);
        assertThat(refused).isGreaterThan(50_000);
        assertThat(mostAllocated).isLessThan(256 * 1024);
    }

    private void receive(byte[] bytes) throws IOException {
        try (var channel = new MessageChannel(new ByteSocket(bytes))) {
            var before = allocated();
            try {
                while (true) {
                    assertThat(channel.hear(IDLE, Sessions.FIRST_FRAME_BYTES).message())
                            .isNotNull();
                    messages++;
                }
            } catch (IOException e) {
                refused++;
            } finally {
                mostAllocated = Math.max(mostAllocated, allocated() - before);
            }
        }
    }

    private static long allocated() {
        var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        return threads.getThreadAllocatedBytes(Thread.currentThread().getId());
    }

    private static List<byte[]> validFrames() throws IOException {
        var frames = new ArrayList<byte[]>();
        var batch = Batches.of("shardId-000000000000", 7, Position.after("49"))
                .event(Events.created(1))
                .event(Events.assigned(1))
                .event(Events.completed(1))
                .progress(Events.progress(Events.PRODUCER, 1), Events.START_MILLIS)
                .rejected("not-json")
                .end("shardId-000000000001");
        for (var message : List.<Message>of(
                Hellos.of("shardId-000000000000").parents("a", "b").hello(),
                batch.batch(),
                new Ack(Position.after("49"), Position.TRIM_HORIZON),
                new Refused(Message.Reason.WAIT, "wait", List.of("a", "b")))) {
            var socket = new ByteSocket();
            new MessageChannel(socket).send(message);
            frames.add(socket.sent());
        }
        return frames;
    }

    private byte[] mutated(byte[] frame) {
        var bytes = frame.clone();
        switch (random.nextInt(6)) {
            case 0 -> random.nextBytes(bytes);
            case 1 -> bytes = java.util.Arrays.copyOf(bytes, random.nextInt(bytes.length + 1));
            case 2 -> flip(bytes, 0, bytes.length);
            case 3 -> ByteBuffer.wrap(bytes).putInt(random.nextInt());
            default -> {
                // The checksum is right, so that the payload itself is looked at.
                for (var i = random.nextInt(4); i >= 0; i--) {
                    flip(bytes, HEADER_BYTES, bytes.length);
                }
                if (random.nextInt(4) == 0) {
                    ByteBuffer.wrap(bytes).putInt(HEADER_BYTES + random.nextInt(bytes.length - 15), random.nextInt());
                }
                var crc = new CRC32C();
                crc.update(bytes, 4, 4);
                crc.update(bytes, HEADER_BYTES, bytes.length - HEADER_BYTES);
                ByteBuffer.wrap(bytes).putInt(8, (int) crc.getValue());
            }
        }
        return bytes;
    }

    private void flip(byte[] bytes, int from, int to) {
        bytes[from + random.nextInt(to - from)] ^= (byte) (1 << random.nextInt(8));
    }
}
