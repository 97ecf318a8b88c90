package delivery.ranking;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;

/** Goes nowhere: what is sent is kept, what is received was given. */
final class CapturingSocket extends Socket {
    private final InputStream in;
    private final OutputStream out;

    CapturingSocket(OutputStream sent) {
        this(new byte[0], sent);
    }

    CapturingSocket(byte[] toReceive) {
        this(toReceive, OutputStream.nullOutputStream());
    }

    private CapturingSocket(byte[] toReceive, OutputStream sent) {
        in = new ByteArrayInputStream(toReceive);
        out = sent;
    }

    @Override
    public InputStream getInputStream() {
        return in;
    }

    @Override
    public OutputStream getOutputStream() {
        return out;
    }

    @Override
    public void setTcpNoDelay(boolean on) {}

    @Override
    public void setSoTimeout(int timeout) {}
}
