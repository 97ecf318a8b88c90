package delivery.simulation.world;

import delivery.protocol.Message;
import delivery.protocol.MessageChannel;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.time.Duration;

/** Messages as the frames that they are on a socket: coded, and checked when they come in, as they are there. */
public final class FrameBytes {
    /** Nothing is late here; what passes meanwhile on the real clock must not matter. */
    private static final Duration ANY = Duration.ofDays(1);

    private final ByteArrayOutputStream sent = new ByteArrayOutputStream();
    private ByteArrayInputStream coming = new ByteArrayInputStream(new byte[0]);
    private final MessageChannel channel;

    public FrameBytes() {
        try {
            channel = new MessageChannel(new Loop(), ANY);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    byte[] of(int session, Message message) throws IOException {
        sent.reset();
        channel.send(session, message);
        return sent.toByteArray();
    }

    /** @param maxBytes how large it may be */
    MessageChannel.Addressed read(byte[] frame, int maxBytes) throws IOException {
        coming = new ByteArrayInputStream(frame);
        return channel.hear(ANY, maxBytes);
    }

    private final class Loop extends Socket {
        @Override
        public InputStream getInputStream() {
            return new InputStream() {
                @Override
                public int read() {
                    return coming.read();
                }

                @Override
                public int read(byte[] bytes, int from, int length) {
                    return coming.read(bytes, from, length);
                }
            };
        }

        @Override
        public OutputStream getOutputStream() {
            return sent;
        }

        @Override
        public void setTcpNoDelay(boolean on) {}

        @Override
        public void setSoTimeout(int timeout) {}
    }
}
