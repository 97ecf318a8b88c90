package delivery.localkinesis;

import java.io.IOException;

/** Names the port that could not be had: there may be two. */
final class PortTakenException extends IOException {
    private static final long serialVersionUID = 1;

    final int port;

    PortTakenException(int port, Throwable cause) {
        super(cause.getMessage(), cause);
        this.port = port;
    }
}
