package delivery.localkinesis.http;

import java.io.IOException;

/** Names the port that could not be had: there may be two. */
public final class PortTakenException extends IOException {
    private static final long serialVersionUID = 1;

    public final int port;

    PortTakenException(int port, Throwable cause) {
        super(cause.getMessage(), cause);
        this.port = port;
    }
}
