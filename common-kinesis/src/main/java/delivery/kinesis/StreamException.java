package delivery.kinesis;

import delivery.app.AppException;
import delivery.app.ExitCode;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A call to the stream failed. The message is one line that names cause and next step, fit to be shown to a person. */
public final class StreamException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** What the caller can do about it. */
    public enum Kind {
        /** Over a quota: try again later. */
        THROTTLED,
        /** Over a limit that does not lift by itself within seconds: of the account, of a day, or of one step. */
        LIMIT,
        /** Service or network: try again later. A put may nevertheless have been stored. */
        UNAVAILABLE,
        /**
         * The call was under way and had not ended in time: try again later, and with less, since the line may be slow. A
         * put may nevertheless have been stored.
         */
        TIMEOUT,
        /** Nobody answers at the endpoint: wrong address, or not started. Worth trying again only if it once worked. */
        UNREACHABLE,
        /** The program is stopping, and has not waited for the answer. */
        STOPPING,
        /** The iterator is older than five minutes: take a new one. */
        EXPIRED_ITERATOR,
        /** No such stream, or no such shard in it. */
        NOT_FOUND,
        /** The stream is busy with another change: try again later. */
        IN_USE,
        /** The request is wrong for this stream and stays wrong; a foreign sequence number among others. */
        INVALID,
        /** No credentials, no region, a wrong signature, or no permission. */
        DENIED
    }

    private final Kind kind;

    public StreamException(Kind kind, String message) {
        super(message);
        this.kind = kind;
    }

    public StreamException(Kind kind, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    /** Never null: it is all that anyone is told. */
    @Override
    public String getMessage() {
        return Objects.requireNonNull(super.getMessage());
    }

    public Kind kind() {
        return kind;
    }

    /** This failure as the end of a program: exit code 4 if the stream cannot be had, else 1. */
    public AppException toExit() {
        var code = switch (kind) {
            case UNREACHABLE, UNAVAILABLE, TIMEOUT, NOT_FOUND, DENIED -> ExitCode.UNREACHABLE;
            case THROTTLED, LIMIT, STOPPING, EXPIRED_ITERATOR, IN_USE, INVALID -> ExitCode.FAILED;
        };
        return new AppException(code, getMessage(), this);
    }

    /** What ended one of the program's threads as the end of the program. */
    public static AppException toExit(Throwable cause) {
        if (cause instanceof AppException known) {
            return known;
        } else if (cause instanceof StreamException stream) {
            return stream.toExit();
        }
        return new AppException(ExitCode.FAILED, "unexpected " + cause, cause);
    }

    /** Whether waiting may help one whom the stream has answered before: the same call may succeed later. */
    public boolean mayPass() {
        return switch (kind) {
            case THROTTLED, UNAVAILABLE, TIMEOUT, UNREACHABLE, IN_USE, STOPPING -> true;
            case LIMIT, EXPIRED_ITERATOR, NOT_FOUND, INVALID, DENIED -> false;
        };
    }
}
