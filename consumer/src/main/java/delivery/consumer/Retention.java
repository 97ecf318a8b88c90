package delivery.consumer;

import java.time.Duration;
import java.time.Instant;

/**
 * For how long the stream keeps its records, and what time it was there when it said so.
 *
 * @param streamTime the time of day by the clock that also stamps the records; null if it did not say
 * @param saidAt when it said so, on our clock of what has elapsed
 */
record Retention(Duration kept, Instant streamTime, Duration saidAt) {}
