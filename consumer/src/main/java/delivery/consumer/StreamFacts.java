package delivery.consumer;

import java.time.Duration;
import java.time.Instant;

/**
 * What the stream said of itself.
 *
 * @param retention how long it keeps its records
 * @param time of day by its own clock, which also stamps the records; null if it did not say
 * @param at when it said so, on our clock of what has elapsed
 */
record StreamFacts(Duration retention, Instant time, Duration at) {}
