package delivery.lab.launcher;

import java.net.URI;
import java.util.Map;

/** What is between the programs of a suite, and around each of them: here nothing at all. */
public interface Wiring extends AutoCloseable {
    /** Every program reaches the others directly. */
    Wiring DIRECT = new Wiring() {};

    /** What a program of this name is to be started with. */
    default Map<String, String> environment(String program) {
        return Map.of();
    }

    /** Whether the programs' logs go through pipes, which can be full. */
    default boolean pipes() {
        return false;
    }

    /** Where the programs find the stream that is at this endpoint. */
    default URI streamAt(URI endpoint) {
        return endpoint;
    }

    /** Where the consumers find the server that listens at this {@code host:port}. */
    default String serverAt(String socket) {
        return socket;
    }

    @Override
    default void close() {}
}
