package delivery.ranking.state;

import delivery.app.Time;
import java.time.Duration;
import java.time.Instant;

/** Time elapses as it does, for threads that wait; the time of day stands still. */
public record FixedDay(Instant instant) implements Time {
    @Override
    public Duration elapsed() {
        return Time.system().elapsed();
    }
}
