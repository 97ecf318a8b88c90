package delivery.protocol;

import delivery.protocol.Message.Failure.Code;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
import java.util.zip.CRC32C;

/**
 * Messages over a socket, each in a frame: length of the payload (u32), type (u8), flags (u8; bit 0: skip it if you do
 * not know the type), session (u16), CRC-32C of type, flags, session and payload (u32), payload. One thread may receive while
 * others send.
 */
public final class MessageChannel implements AutoCloseable {
    /** Larger frames are refused before anything is allocated for them. */
    public static final int MAX_FRAME_BYTES = 4 * 1024 * 1024;

    private static final int HEADER_BYTES = 12;
    private static final int LENGTH_BYTES = 4;
    /** How a TLS client begins: content type 22, version 3.x. */
    private static final int TLS_HANDSHAKE = 0x16_03_00_00;
    /** What a TLS server says to strangers. */
    private static final int TLS_ALERT = 0x15_03_00_00;

    private static final int IGNORABLE = 1;
    /** Sessions of one connection are numbered up to this; 0 is the connection's own. */
    public static final int MAX_SESSION = 0xFFFF;

    /** A frame once begun has to be complete within this time. */
    public static final Duration FRAME_DEADLINE = Duration.ofSeconds(10);

    /** What closing closes: it waits for nobody, as closing TLS does while somebody writes. */
    private final Socket wire;

    private final Socket socket;
    private final Duration frameDeadline;
    private final InputStream in;
    private final OutputStream out;
    /** Fair: with hundreds of shards on one slow line, each gets its turn. */
    private final ReentrantLock sending = new ReentrantLock(true);

    private long nanosInFrames;

    /** A message, and whose of the sessions on this connection it is. */
    public record Addressed(int session, Message message) {}

    public MessageChannel(Socket socket) throws IOException {
        this(socket, FRAME_DEADLINE);
    }

    /** @param frameDeadline how long a frame may take from its first byte to its last */
    public MessageChannel(Socket socket, Duration frameDeadline) throws IOException {
        this(socket, socket, frameDeadline);
    }

    /** @param wire what {@code socket} speaks TLS over */
    public MessageChannel(Socket wire, Socket socket, Duration frameDeadline) throws IOException {
        this.wire = wire;
        this.socket = socket;
        this.frameDeadline = frameDeadline;
        wire.setTcpNoDelay(true);
        in = socket.getInputStream();
        out = socket.getOutputStream();
    }

    /** For the connection's own session. */
    public void send(Message message) throws IOException {
        send(0, message);
    }

    /** @throws IllegalArgumentException if the message is larger than {@link #MAX_FRAME_BYTES} */
    public void send(int session, Message message) throws IOException {
        var payload = Frames.encode(message);
        if (payload.length > MAX_FRAME_BYTES) {
            throw new IllegalArgumentException("a frame of " + payload.length + " bytes");
        }
        var frame = ByteBuffer.allocate(HEADER_BYTES + payload.length)
                .putInt(payload.length)
                .put((byte) Frames.typeOf(message))
                .put((byte) 0)
                .putShort((short) session);
        frame.putInt(crc(frame.array(), LENGTH_BYTES, payload)).put(payload);
        sending.lock();
        try {
            out.write(frame.array());
            out.flush();
        } finally {
            sending.unlock();
        }
    }

    /** As {@link #hear}, of whatever session it is. */
    public Message receive(Duration idle) throws IOException {
        return hear(idle, MAX_FRAME_BYTES).message();
    }

    /**
     * Waits for the next message.
     *
     * @param maxFrameBytes larger ones are not frames: a stranger gets no more memory than this for the asking
     * @param idle how long the other side may say nothing
     * @throws SocketTimeoutException if it says nothing for that long: the next call may still hear it
     * @throws EOFException if it closed the connection
     * @throws MalformedFrameException if what it says is not a frame of this protocol, too large, or too slow in coming
     */
    public Addressed hear(Duration idle, int maxFrameBytes) throws IOException {
        while (true) {
            var first = read(1, idle.toMillis());
            var began = System.nanoTime();
            var end = began + frameDeadline.toNanos();
            var rest = readUntil(3, end);
            var length = ByteBuffer.allocate(4).put(first).put(rest).flip().getInt();
            if (length < 0 || length > maxFrameBytes) {
                throw notAFrame(first, rest, length, maxFrameBytes);
            }
            var header = ByteBuffer.wrap(readUntil(HEADER_BYTES - LENGTH_BYTES, end));
            var type = header.get() & 0xFF;
            var flags = header.get();
            var session = header.getShort() & 0xFFFF;
            var crc = header.getInt();
            var payload = readUntil(length, end);
            nanosInFrames += System.nanoTime() - began;
            if (crc(header.array(), 0, payload) != crc) {
                throw new MalformedFrameException(Code.CHECKSUM, "a frame with a wrong checksum");
            }
            if ((flags & IGNORABLE) != 0 && !Frames.knows(type)) {
                continue;
            }
            try {
                return new Addressed(session, Frames.decode(type, payload));
            } catch (RuntimeException e) {
                throw new MalformedFrameException(
                        Code.MALFORMED, "a frame of type " + type + " that cannot be read: " + e);
            }
        }
    }

    /**
     * How long frames have taken to come in, all of them together: while one does, the others of this connection cannot
     * be heard. By the thread that receives.
     */
    public Duration spentInFrames() {
        return Duration.ofNanos(nanosInFrames);
    }

    /** People point browsers and probes at ports, and programs at the wrong port: worth an answer that helps. */
    private static MalformedFrameException notAFrame(byte[] first, byte[] rest, int length, int max) {
        var word = new String(first, StandardCharsets.ISO_8859_1) + new String(rest, StandardCharsets.ISO_8859_1);
        var http = switch (word) {
            case "GET ", "POST", "HEAD", "PUT ", "OPTI", "DELE", "CONN", "PATC", "PRI " -> true;
            default -> false;
        };
        if (http) {
            return MalformedFrameException.http();
        }
        if (word.equals("HTTP")) {
            return new MalformedFrameException(
                    Code.NOT_A_FRAME, "an HTTP answer: that is a web server's port, not the ranking server's --port");
        }
        if ((length & 0xFF_FF_00_00) == TLS_ALERT) {
            return new MalformedFrameException(
                    Code.NOT_A_FRAME, "a TLS alert: that port wants TLS, give --server-ca if it is ours");
        }
        if ((length & 0xFF_FF_00_00) == TLS_HANDSHAKE) {
            return new MalformedFrameException(
                    Code.NOT_A_FRAME, "a TLS handshake: this server was started without --tls-cert");
        }
        return new MalformedFrameException(
                Code.TOO_LARGE,
                "no frame, or one that is too large: " + Integer.toUnsignedString(length) + " bytes of at most " + max);
    }

    private byte[] readUntil(int size, long endNanos) throws IOException {
        var bytes = new byte[size];
        var at = 0;
        while (at < size) {
            var count = readSome(bytes, at, endNanos);
            if (count < 0) {
                throw new EOFException("closed in the middle of a frame");
            }
            at += count;
        }
        return bytes;
    }

    private int readSome(byte[] bytes, int at, long endNanos) throws IOException {
        var left = (endNanos - System.nanoTime()) / 1_000_000;
        if (left <= 0) {
            throw tooSlow();
        }
        socket.setSoTimeout((int) left);
        try {
            return in.read(bytes, at, bytes.length - at);
        } catch (SocketTimeoutException e) {
            throw tooSlow();
        }
    }

    private MalformedFrameException tooSlow() {
        return new MalformedFrameException(Code.SLOW, "a frame took longer than " + frameDeadline.toMillis() + " ms");
    }

    private byte[] read(int size, long timeoutMillis) throws IOException {
        socket.setSoTimeout((int) Math.max(1, Math.min(timeoutMillis, Integer.MAX_VALUE)));
        var bytes = in.readNBytes(size);
        if (bytes.length < size) {
            throw new EOFException("closed");
        }
        return bytes;
    }

    /** @param from where the type is in the header: it, the flags and the session are checked too */
    private static int crc(byte[] header, int from, byte[] payload) {
        var crc = new CRC32C();
        crc.update(header, from, Integer.BYTES);
        crc.update(payload);
        return (int) crc.getValue();
    }

    @Override
    public void close() throws IOException {
        wire.close();
    }
}
