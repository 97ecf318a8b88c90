package delivery.ranking.socket;

import delivery.model.Events;
import delivery.model.Position;
import delivery.protocol.ByteSocket;
import delivery.protocol.Message;
import delivery.protocol.Message.Ack;
import delivery.protocol.MessageChannel;
import delivery.ranking.state.Batches;
import delivery.ranking.state.Hellos;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import java.util.zip.CRC32C;

/** What must not be said to a ranking server, in any number. Same seed, same frames. */
final class BrokenFrames {
    private static final int HEADER_BYTES = 12;
    private static final String[] REQUESTS = {
        "GET / HTTP/1.1\r\nHost: x\r\n\r\n",
        "POST /api HTTP/1.1\r\nContent-Length: 5\r\n\r\nhello",
        "PRI * HTTP/2.0\r\n\r\n"
    };

    private final Random random;

    BrokenFrames(long seed) {
        random = new Random(seed);
    }

    /** Of a stranger that has not been welcomed. */
    byte[] beforeHello() {
        return switch (random.nextInt(11)) {
            case 0 -> noise(1 + random.nextInt(400));
            case 1 -> flipped(frame(hello().hello()));
            case 2 -> cut(frame(hello().hello()));
            case 3 -> HexFormat.of().parseHex("16030102000100" + "01fc0303" + "00".repeat(random.nextInt(100)));
            case 4 -> REQUESTS[random.nextInt(REQUESTS.length)].getBytes(StandardCharsets.US_ASCII);
            case 5 -> frame(batch(1, "victim").event(Events.created(1)).to(1).batch());
            case 6 -> framed(1 + random.nextInt(9), new byte[0]);
            case 7 ->
                frame(hello().versions(Message.VERSION + 1 + random.nextInt(9), Message.VERSION + 20)
                        .hello());
            case 8 -> lyingLength();
            case 9 -> framed(random.nextInt(256), noise(random.nextInt(300)));
            default -> withWrongToken();
        };
    }

    /** Of a consumer that has been welcomed to the shard {@code victim}, with this epoch. */
    byte[] afterHello(long epoch) {
        var honest = batch(epoch, "victim").event(Events.created(1));
        return switch (random.nextInt(13)) {
            case 0 -> frame(ServerOnASocket.hello("victim").hello());
            case 1 ->
                frame(batch(epoch + 1 + random.nextInt(9), "victim")
                        .event(Events.created(1))
                        .to(1)
                        .batch());
            case 2 ->
                frame(batch(epoch, "honest").event(Events.created(1)).to(1).batch());
            case 3 ->
                frame(Batches.of("victim", epoch, Position.after("9"))
                        .event(Events.created(1))
                        .to(random.nextInt(9))
                        .batch());
            case 4 -> frame(honest.batch());
            case 5 -> flipped(frame(honest.to(1).batch()));
            case 6 -> cut(frame(honest.to(1).batch()));
            case 7 -> frame(new Ack(Position.after("1"), Position.after("1")));
            case 8 -> lyingCount(epoch);
            case 9 -> framed(random.nextInt(256), noise(random.nextInt(300)));
            case 10 -> lyingLength();
            case 11 -> frame(batch(epoch, "victim").end("no name").batch());
            default -> noise(1 + random.nextInt(400));
        };
    }

    /** With the token, since a wrong one is refused whatever else is wrong. */
    private static Hellos hello() {
        return ServerOnASocket.hello("victim");
    }

    private byte[] withWrongToken() {
        return frame(Hellos.of("victim")
                .token("s3cre" + (char) ('A' + random.nextInt(26)))
                .hello());
    }

    private static Batches batch(long epoch, String shardId) {
        return Batches.of(shardId, epoch, Position.TRIM_HORIZON);
    }

    private byte[] noise(int length) {
        var bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    private byte[] lyingLength() {
        var header = ByteBuffer.allocate(HEADER_BYTES);
        return header.putInt(random.nextBoolean() ? -1 - random.nextInt(1_000) : 4_194_305 + random.nextInt(1 << 30))
                .array();
    }

    /** One bit of it is another, and the checksum is as it was. */
    private byte[] flipped(byte[] frame) {
        frame[random.nextInt(frame.length)] ^= (byte) (1 << random.nextInt(8));
        return frame;
    }

    private byte[] cut(byte[] frame) {
        return Arrays.copyOf(frame, 1 + random.nextInt(frame.length - 1));
    }

    /** A batch that says of more events than it has bytes; the checksum is right. */
    private byte[] lyingCount(long epoch) {
        var frame = frame(batch(epoch, "victim").to(1).batch());
        // Epoch, shard id, trim horizon, after 1, lag, read through.
        var at = HEADER_BYTES + 8 + 1 + "victim".length() + 3 + 4 + 8 + 8;
        frame[at] = (byte) (100 + random.nextInt(28));
        return framed(frame[4], Arrays.copyOfRange(frame, HEADER_BYTES, frame.length));
    }

    static byte[] frame(Message message) {
        try {
            var socket = new ByteSocket();
            new MessageChannel(socket).send(message);
            return socket.sent();
        } catch (IOException e) {
            throw new IllegalStateException("nothing here can fail", e);
        }
    }

    private static byte[] framed(int type, byte[] payload) {
        var crc = new CRC32C();
        crc.update(new byte[] {(byte) type, 0, 0, 0});
        crc.update(payload);
        return ByteBuffer.allocate(HEADER_BYTES + payload.length)
                .putInt(payload.length)
                .put((byte) type)
                .putShort((short) 0)
                .put((byte) 0)
                .putInt((int) crc.getValue())
                .put(payload)
                .array();
    }
}
