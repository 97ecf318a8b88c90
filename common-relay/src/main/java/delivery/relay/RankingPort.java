package delivery.relay;

import delivery.protocol.Message;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The port to the ranking server. As text it is what people call it. */
public interface RankingPort {
    /**
     * Begins a session, for one shard.
     *
     * @throws java.net.ConnectException if nobody answers there
     */
    Session connect() throws IOException;

    /** A question, its answer, the next question. One thread's. */
    interface Session {
        void send(Message question) throws IOException;

        /** The answer; null if it is not there yet: ask again. May wait a moment for it. */
        @Nullable
        Message receive() throws IOException;

        void close();
    }
}
