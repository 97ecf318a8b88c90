package delivery.ranking.replica;

import java.io.IOException;

/** The port to another server. */
@FunctionalInterface
interface PeerPort {
    /**
     * Waits a moment for the answer.
     *
     * @throws IOException if there is none, or it makes no sense
     */
    DigestJson ask() throws IOException;
}
