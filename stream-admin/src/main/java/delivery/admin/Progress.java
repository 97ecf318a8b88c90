package delivery.admin;

import delivery.kinesis.StreamDescription;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** What to say while one waits for a stream: at once, when its status changes, and every five seconds. */
final class Progress {
    private static final Duration INTERVAL = Duration.ofSeconds(5);

    private final Instant since;
    private String status = "";
    private Instant next = Instant.MIN;

    Progress(Instant since) {
        this.since = since;
    }

    Optional<String> of(StreamDescription description, Instant now) {
        if (description.status().equals(status) && now.isBefore(next)) {
            return Optional.empty();
        }
        status = description.status();
        next = now.plus(INTERVAL);
        return Optional.of("stream " + description.name() + " is " + status + " with " + description.openShards()
                + " open shard(s), waiting for " + Duration.between(since, now).toSeconds() + " s");
    }
}
