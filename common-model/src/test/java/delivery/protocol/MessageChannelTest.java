package delivery.protocol;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import delivery.model.Position;
import delivery.protocol.Message.Failure.Code;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MessageChannelTest {
    private static final Duration IDLE = Duration.ofSeconds(5);
    private static final Duration FRAME_DEADLINE = Duration.ofMillis(300);

    private Socket peer;
    private MessageChannel channel;

    @BeforeEach
    void connect() throws IOException {
        try (var listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            peer = new Socket(listener.getInetAddress(), listener.getLocalPort());
            channel = new MessageChannel(listener.accept(), FRAME_DEADLINE);
        }
    }

    @AfterEach
    void disconnect() throws IOException {
        peer.close();
        channel.close();
    }

    @Test
    void whatIsSentIsReceivedInOrder() throws IOException {
        var other = new MessageChannel(peer);
        var random = new RandomMessages(1);
        for (var i = 0; i < 20; i++) {
            var messages = random.oneOfEach();
            for (var message : messages) {
                other.send(message);
            }
            for (var message : messages) {
                assertThat(channel.receive(IDLE)).usingRecursiveComparison().isEqualTo(message);
            }
        }
    }

    @Test
    void messagesOfSeveralSendersDoNotMix() throws Exception {
        var other = new MessageChannel(peer);
        var start = new CountDownLatch(1);
        var senders = List.of("a", "b", "c").stream()
                .map(name -> new Thread(() -> sendMany(other, 200, name.repeat(5_000), start), name))
                .toList();
        senders.forEach(Thread::start);
        start.countDown();
        for (var i = 0; i < 600; i++) {
            var text = ((Message.Failure) channel.receive(IDLE)).text();
            assertThat(text).matches("a{5000}|b{5000}|c{5000}");
        }
        for (var sender : senders) {
            sender.join();
        }
    }

    /** A socket takes large ones in parts. */
    @Test
    void largeMessagesOfSeveralSendersDoNotMixEither() throws Exception {
        var receiver = new MessageChannel(peer);
        var start = new CountDownLatch(1);
        var size = 500_000;
        var senders = List.of("a", "b", "c").stream()
                .map(name -> new Thread(() -> sendMany(channel, 10, name.repeat(size), start), name))
                .toList();
        senders.forEach(Thread::start);
        start.countDown();
        for (var i = 0; i < 30; i++) {
            var text = ((Message.Failure) receiver.receive(IDLE)).text();
            assertThat(text.chars().distinct().toArray()).hasSize(1);
            assertThat(text).hasSize(size);
        }
        for (var sender : senders) {
            sender.join();
        }
    }

    private static void sendMany(MessageChannel to, int times, String text, CountDownLatch start) {
        try {
            start.await();
            for (var i = 0; i < times; i++) {
                to.send(new Message.Failure(Code.UNSPECIFIED, text));
            }
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void aFrameThatComesByteByByteIsReceived() throws IOException {
        for (var b : frame(6, 0, rewind())) {
            write(b & 0xFF);
        }
        assertThat(channel.receive(IDLE)).isEqualTo(new Message.Rewind(Position.SHARD_END));
    }

    @Test
    void aFrameThatDribblesBeyondItsDeadlineIsGivenUp() throws Exception {
        var dribble = new Thread(() -> {
            try {
                for (var b : frame(9, 0, new byte[1_000])) {
                    write(b & 0xFF);
                    Thread.sleep(20);
                }
            } catch (IOException | InterruptedException e) {
                // the receiver has hung up, as it should
            }
        });
        dribble.start();
        var started = System.nanoTime();
        assertMalformed(Code.SLOW, "a frame took longer than 300 ms");
        // A socket's time-outs are whole milliseconds, rounded down.
        assertThat(Duration.ofNanos(System.nanoTime() - started)).isBetween(FRAME_DEADLINE.minusMillis(1), IDLE);
        disconnect();
        dribble.join();
    }

    /** Each piece in time, and all of them together not. */
    @Test
    void theDeadlineIsForTheWholeFrameAndNotForEachPiece() throws Exception {
        var frame = frame(9, 0, Frames.encode(new Message.Failure(Code.UNSPECIFIED, "slow")));
        var pieces = new Thread(() -> {
            try {
                for (var end : new int[] {4, 12, frame.length}) {
                    var begin = end == 4 ? 0 : end == 12 ? 4 : 12;
                    peer.getOutputStream().write(frame, begin, end - begin);
                    Thread.sleep(200);
                }
            } catch (IOException | InterruptedException e) {
                // the receiver has hung up, as it should
            }
        });
        pieces.start();
        assertMalformed(Code.SLOW, "a frame took longer than 300 ms");
        disconnect();
        pieces.join();
    }

    @Test
    void howLongFramesTookIsAddedUp() throws Exception {
        var took = Duration.ZERO;
        for (var frame = 0; frame < 3; frame++) {
            var slow = new Thread(() -> {
                try {
                    var bytes = frame(6, 0, rewind());
                    peer.getOutputStream().write(bytes, 0, 4);
                    Thread.sleep(60);
                    peer.getOutputStream().write(bytes, 4, bytes.length - 4);
                } catch (IOException | InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            });
            slow.start();
            channel.receive(IDLE);
            slow.join();
            assertThat(channel.spentInFrames().minus(took)).isGreaterThanOrEqualTo(Duration.ofMillis(55));
            took = channel.spentInFrames();
        }
        assertThat(took).isGreaterThanOrEqualTo(Duration.ofMillis(3 * 55));
    }

    @Test
    void aFrameOfJustTheLargestSizeThatIsWaitedForIsHeard() throws IOException {
        var message = new Message.GoAway("x".repeat(998));
        assertThat(Frames.encode(message)).hasSize(1_000);
        new MessageChannel(peer).send(message);
        assertThat(channel.hear(IDLE, 1_000).message()).isEqualTo(message);
    }

    @Test
    void aMessageOfJustTheLargestSizeIsSent() throws IOException {
        var socket = new ByteSocket();
        new MessageChannel(socket).send(new Message.GoAway("x".repeat(MessageChannel.MAX_FRAME_BYTES - 4)));
        assertThat(socket.sent()).hasSize(12 + MessageChannel.MAX_FRAME_BYTES);
    }

    /** A time-out of zero is none: a socket would wait for ever. */
    @Test
    void whoHasLessThanAMillisecondLeftDoesNotWaitForEver() {
        assertTimeoutPreemptively(
                IDLE,
                () -> assertThatThrownBy(() -> channel.receive(Duration.ofNanos(1)))
                        .isInstanceOf(SocketTimeoutException.class));
    }

    @Test
    void silenceEndsTheWait() {
        assertThatThrownBy(() -> channel.receive(Duration.ofMillis(50))).isInstanceOf(SocketTimeoutException.class);
    }

    @Test
    void aConnectionClosedBetweenFramesIsItsEnd() throws IOException {
        write(frame(6, 0, rewind()));
        peer.close();
        channel.receive(IDLE);
        assertThatThrownBy(() -> channel.receive(IDLE)).isInstanceOf(EOFException.class);
    }

    @Test
    void aFrameCutOffAnywhereIsNoMessage() throws IOException {
        var frame = frame(6, 0, rewind());
        for (var length = 1; length < frame.length; length++) {
            disconnect();
            connect();
            peer.getOutputStream().write(frame, 0, length);
            peer.shutdownOutput();
            assertThatThrownBy(() -> channel.receive(IDLE)).isInstanceOf(EOFException.class);
        }
    }

    @Test
    void aWrongChecksumIsRefused() throws IOException {
        var frame = frame(6, 0, rewind());
        frame[frame.length - 1] ^= 1;
        write(frame);
        assertMalformed(Code.CHECKSUM, "checksum");
    }

    /** Those of the header too: the session that it is about, what is to be done with it. */
    @Test
    void noFlippedBitMakesAnotherMessage() throws IOException {
        var frame = frame(6, 0, rewind());
        for (var bit = 0; bit < frame.length * 8; bit++) {
            var flipped = frame.clone();
            flipped[bit / 8] ^= (byte) (1 << bit % 8);
            disconnect();
            connect();
            write(flipped);
            peer.shutdownOutput();
            assertThatThrownBy(() -> channel.receive(IDLE))
                    .as("bit %d", bit)
                    .isInstanceOfAny(MalformedFrameException.class, EOFException.class);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {Integer.MAX_VALUE, Integer.MIN_VALUE, -1, MessageChannel.MAX_FRAME_BYTES + 1})
    void aLyingLengthIsRefusedBeforeThePayloadComes(int length) throws IOException {
        write(ByteBuffer.allocate(12).putInt(length).array());
        assertMalformed(Code.TOO_LARGE, Integer.toUnsignedString(length) + " bytes");
    }

    @Test
    void aFrameLargerThanWhatIsWaitedForIsRefusedBeforeItsPayloadComes() throws IOException {
        write(ByteBuffer.allocate(12).putInt(1_001).array());
        assertThatThrownBy(() -> channel.hear(IDLE, 1_000))
                .isInstanceOf(MalformedFrameException.class)
                .hasMessageContaining("1001");
    }

    @Test
    void aFrameWithoutAPayloadIsRefusedAndDoesNotEndTheWorld() throws IOException {
        write(frame(4, 0, new byte[0]));
        assertMalformed(Code.MALFORMED, "cannot be read");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 255, 256, 40_000, MessageChannel.MAX_SESSION})
    void aFrameTellsWhichSessionItIsOf(int session) throws IOException {
        new MessageChannel(peer).send(session, new Message.Leave());
        assertThat(channel.hear(IDLE, 1_000)).isEqualTo(new MessageChannel.Addressed(session, new Message.Leave()));
    }

    /** A program that was given the port of a web page, or of something that wants TLS. */
    @ParameterizedTest
    @CsvSource({"'HTTP/1.1 400 Bad Request\r\n', an HTTP answer", "'\u0015\u0003\u0003\u0000\u0002', a TLS alert"})
    void whatAnswersInAnotherLanguageIsNamed(String said, String name) throws IOException {
        write(said.getBytes(ISO_8859_1));
        assertMalformed(Code.NOT_A_FRAME, name);
    }

    @Test
    void anUnknownFrameThatMayBeIgnoredIs() throws IOException {
        for (var type : new int[] {0, 11, 127, 128, 255}) {
            write(frame(type, 1, new byte[100]));
        }
        write(frame(6, 0, rewind()));
        assertThat(channel.receive(IDLE)).isEqualTo(new Message.Rewind(Position.SHARD_END));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 11, 200})
    void anUnknownFrameThatMayNotBeIgnoredIsRefusedByItsType(int type) throws IOException {
        write(frame(type, 0, new byte[100]));
        assertMalformed(Code.MALFORMED, "a frame of type " + type + " ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET / HTTP/1.1\r\n",
                "POST /api HTTP/1.1\r\n",
                "HEAD / HTTP/1.0\r\n",
                "PUT /x HTTP/1.1\r\n",
                "OPTIONS * HTTP/1.1\r\n",
                "DELETE / HTTP/1.1\r\n",
                "PRI * HTTP/2.0\r\n"
            })
    void aBrowserIsRecognised(String request) throws IOException {
        write(request.getBytes(ISO_8859_1));
        assertThatThrownBy(() -> channel.receive(IDLE))
                .isInstanceOfSatisfying(
                        MalformedFrameException.class,
                        e -> assertThat(e.isHttp()).isTrue());
    }

    @Test
    void aTlsClientIsNotTakenForABrowser() throws IOException {
        write(HexFormat.of().parseHex("160301020001"));
        assertMalformed(Code.NOT_A_FRAME, "a TLS handshake");
    }

    @Test
    void aMessageTooLargeForAFrameIsNotSent() {
        assertThatThrownBy(() ->
                        channel.send(new Message.Failure(Code.UNSPECIFIED, "x".repeat(MessageChannel.MAX_FRAME_BYTES))))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private void assertMalformed(Code code, String words) {
        assertThatThrownBy(() -> channel.receive(IDLE))
                .hasMessageContaining(words)
                .isInstanceOfSatisfying(MalformedFrameException.class, e -> {
                    assertThat(e.code()).isEqualTo(code);
                    assertThat(e.isHttp()).isFalse();
                });
    }

    private static byte[] rewind() {
        return Frames.encode(new Message.Rewind(Position.SHARD_END));
    }

    private static byte[] frame(int type, int flags, byte[] payload) {
        var crc = new CRC32C();
        crc.update(new byte[] {(byte) type, (byte) flags, 0, 0});
        crc.update(payload);
        return ByteBuffer.allocate(12 + payload.length)
                .putInt(payload.length)
                .put((byte) type)
                .put((byte) flags)
                .putShort((short) 0)
                .putInt((int) crc.getValue())
                .put(payload)
                .array();
    }

    private void write(byte[] bytes) throws IOException {
        peer.getOutputStream().write(bytes);
    }

    private void write(int oneByte) throws IOException {
        peer.getOutputStream().write(oneByte);
    }
}
