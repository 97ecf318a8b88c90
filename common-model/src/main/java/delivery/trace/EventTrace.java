package delivery.trace;

import delivery.model.OrderEvent;
import java.time.Instant;

/**
 * Told of each step of each order event, by the program that takes it; keeps what it wants of that. Programs hand nothing on
 * for it: what belongs together is known by the event's identity. Thread-safe.
 */
public interface EventTrace extends AutoCloseable {
    /** Keeps nothing, and costs nothing. */
    EventTrace OFF = new EventTrace() {};

    /** The steps of an event, each from the end of the one before (applied: within brought). */
    enum Step {
        /** By a producer, until it waits to be put. */
        MADE,
        /** Until the stream has acknowledged it, attempts that failed included. */
        PUT,
        /** From its arrival on the stream until a consumer has read it. */
        STORED,
        /** Until the consumer has decoded its page, and brings it. */
        READ,
        /** Until the ranking server has acknowledged it. */
        BROUGHT,
        /** The ranking server's turn with it. */
        APPLIED,
        /** Until a picture that has it was published. */
        SHOWN
    }

    /** The time of day on this machine; the epoch for whoever keeps nothing. */
    default Instant now() {
        return Instant.EPOCH;
    }

    /** Whether anything is kept of this one: the same in all programs. */
    default boolean isKept(OrderEvent event) {
        return false;
    }

    /**
     * The event has taken this step; one that is taken again is told again.
     *
     * @param from when it began, by the time of day: whole milliseconds count
     */
    default void step(Step step, OrderEvent event, Instant from, Instant to) {}

    /** Waits a moment for what is still to be handed on. */
    @Override
    default void close() {}
}
