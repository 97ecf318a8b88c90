package delivery.localkinesis.scenario;

import java.time.Duration;

/**
 * How scenarios are played.
 *
 * @param rate records a second
 * @param patience until the first record is accepted
 * @param longest from the first accepted record until it is judged, which is earlier if all is accepted; below 60 s what
 *     happens is shorter in proportion
 * @param restart how long a consumer is down
 * @param recordBytes of a usual record
 */
public record ScenarioSettings(
        int shards, double rate, Duration patience, Duration longest, Duration restart, long seed, int recordBytes) {
    private static final long USUAL_SECONDS = 60;

    public static final ScenarioSettings DEFAULT = new ScenarioSettings(
            4, 500, Duration.ofSeconds(60), Duration.ofSeconds(USUAL_SECONDS), Duration.ofSeconds(3), 1, 200);

    public ScenarioSettings withSeed(long number) {
        return new ScenarioSettings(shards, rate, patience, longest, restart, number, recordBytes);
    }

    /** A time of a script, as it is for this {@code longest}. */
    Duration scaled(Duration usual) {
        var usualLongest = Duration.ofSeconds(USUAL_SECONDS);
        return longest.compareTo(usualLongest) >= 0
                ? usual
                : Duration.ofMillis(usual.toMillis() * longest.toMillis() / usualLongest.toMillis());
    }
}
