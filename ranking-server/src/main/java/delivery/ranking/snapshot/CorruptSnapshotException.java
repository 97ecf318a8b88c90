package delivery.ranking.snapshot;

import java.io.IOException;

/** These bytes are not a whole snapshot that this version can read; the message says why, as a clause. */
final class CorruptSnapshotException extends IOException {
    private static final long serialVersionUID = 1;

    CorruptSnapshotException(String message) {
        super(message);
    }
}
