package delivery.admin.command;

import delivery.kinesis.StreamDescription;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What to say while one waits for a stream: at once, when its status changes, and every five seconds. */
public final class WaitNotices {
    private static final Duration INTERVAL = Duration.ofSeconds(5);

    private final Duration since;
    private String status = "";
    private @Nullable Duration next;

    /** @param since what had elapsed when the wait began, as of every later moment */
    public WaitNotices(Duration since) {
        this.since = since;
    }

    /** Empty if it is too early to say something again. */
    public Optional<String> of(StreamDescription description, Duration now) {
        if (description.status().equals(status) && next != null && now.compareTo(next) < 0) {
            return Optional.empty();
        }
        status = description.status();
        next = now.plus(INTERVAL);
        return Optional.of("stream " + description.name() + " is " + status + " with " + description.openShards()
                + " open shard(s), waiting for " + now.minus(since).toSeconds() + " s");
    }
}
