package delivery.protocol;

import java.io.IOException;

/** The other side does not speak our protocol. */
public final class MalformedFrameException extends IOException {
    private static final long serialVersionUID = 1;

    private final boolean http;

    MalformedFrameException(String message, boolean http) {
        super(message);
        this.http = http;
    }

    /** Whether it speaks HTTP: then a hint in HTTP helps whoever sits there. */
    public boolean isHttp() {
        return http;
    }
}
