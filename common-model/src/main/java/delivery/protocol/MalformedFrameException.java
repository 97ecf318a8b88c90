package delivery.protocol;

import delivery.protocol.Message.Failure.Code;
import java.io.IOException;

/** The other side does not speak our protocol, or not within its limits. */
public final class MalformedFrameException extends IOException {
    private static final long serialVersionUID = 1;

    private final Code code;
    private final boolean http;

    private MalformedFrameException(Code code, String message, boolean http) {
        super(message);
        this.code = code;
        this.http = http;
    }

    MalformedFrameException(Code code, String message) {
        this(code, message, false);
    }

    static MalformedFrameException http() {
        return new MalformedFrameException(Code.NOT_A_FRAME, "an HTTP request", true);
    }

    /** What is wrong with it. */
    public Code code() {
        return code;
    }

    /** Whether it speaks HTTP: then a hint in HTTP helps whoever sits there. */
    public boolean isHttp() {
        return http;
    }
}
