package delivery.ranking.replica;

import delivery.app.Agent;
import delivery.app.LogPace;
import delivery.app.Time;
import delivery.ranking.replica.Digests.Known;
import delivery.ranking.replica.Digests.Pair;
import delivery.ranking.replica.PeerStanding.Word;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Compares this server with another one, once a second. What differs once may be a source that one of the two has just
 * forgotten and the other will in a moment: told is what differs in two states, one after the other.
 */
final class PeerWatch implements Agent {
    private static final Logger LOG = LoggerFactory.getLogger("delivery.ranking");
    private static final Duration PACE = Duration.ofSeconds(1);

    private final String peer;
    private final PeerPort port;
    private final Digests digests;
    private final Supplier<DigestJson> own;
    private final Time clock;
    private final LogPace words = new LogPace(Duration.ofMinutes(1));

    private volatile PeerStanding standing;
    /** Compared last. */
    private @Nullable Known compared;

    private @Nullable Known differed;

    /** @param own what this server says of itself */
    PeerWatch(String peer, PeerPort port, Digests digests, Supplier<DigestJson> own, Time clock) {
        this.peer = peer;
        this.port = port;
        this.digests = digests;
        this.own = own;
        this.clock = clock;
        standing = new PeerStanding(peer, Word.UNKNOWN, "", 0, 0);
    }

    PeerStanding standing() {
        return standing;
    }

    @Override
    public Duration doWork() {
        try {
            look(port.ask());
        } catch (IOException e) {
            var isNew = standing.word() != Word.UNREACHABLE;
            var why = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
            // What it differed in before it went away may still be so.
            if (standing.word() != Word.DIFFERS) {
                standing = standing.with(Word.UNREACHABLE, "replica " + peer + " cannot be asked: " + why);
            }
            if (isNew && words.isDue(clock.elapsed())) {
                LOG.warn("replica {} cannot be asked: {}", peer, why);
            }
        }
        return PACE;
    }

    private void look(DigestJson said) {
        var fault = incomparable(said);
        if (fault != null) {
            tell(Word.INCOMPARABLE, fault);
            return;
        }
        var pair = digests.common(said.digests());
        if (pair == null || pair.ours().equals(compared)) {
            if (standing.word() == Word.UNREACHABLE || standing.word() == Word.INCOMPARABLE) {
                tell(standing.comparisons() == standing.differences() ? Word.UNKNOWN : Word.AGREES, "");
            }
            return;
        }
        compared = pair.ours();
        compare(pair);
    }

    private void compare(Pair pair) {
        var ours = pair.ours().entry();
        var isSame = ours.parts().equals(pair.theirs().parts());
        standing = standing.compared(isSame);
        if (isSame) {
            differed = null;
            tell(Word.AGREES, "");
        } else if (differed == null) {
            differed = pair.ours();
        } else {
            tell(Word.DIFFERS, difference(ours, pair.theirs()));
        }
    }

    private String difference(DigestJson.Entry ours, DigestJson.Entry theirs) {
        var parts = ours.parts().entrySet().stream()
                .filter(part -> !part.getValue().equals(theirs.parts().get(part.getKey())))
                .map(part -> part.getKey())
                .collect(Collectors.joining(", "));
        var text = "replica " + peer + " has other " + parts + " at the same positions";
        if (ours.gaps() != theirs.gaps()) {
            return text + ": this server has lost records in " + ours.gaps() + " gaps, that one in " + theirs.gaps();
        } else if (ours.conflicts() > 0 || theirs.conflicts() > 0) {
            return text + ": perhaps of events that contradict each other, of which the first counts, here another"
                    + " one than there";
        }
        return text + ": one of the two is wrong, see docs/replicas.md";
    }

    /** Once each time that it changes. */
    private void tell(Word word, String text) {
        var before = standing;
        standing = before.with(word, text);
        if (before.word() == word) {
            return;
        }
        switch (word) {
            case DIFFERS, INCOMPARABLE -> LOG.error("{}", text);
            case AGREES -> LOG.info("replica {} has come to the same at the same positions", peer);
            default -> LOG.info("replica {} answers", peer);
        }
    }

    /** Null if the two can be compared. */
    @Nullable
    String incomparable(DigestJson said) {
        var ours = own.get();
        var name = "replica " + peer;
        if (said.run().equals(ours.run())) {
            return name + " is this server itself: give --peer the others";
        } else if (said.windowSeconds() != ours.windowSeconds()) {
            return name + " ranks with --window " + said.windowSeconds() + "s, this server with --window "
                    + ours.windowSeconds() + "s: give both the same";
        } else if (said.stream() != null
                && ours.stream() != null
                && !said.stream().equals(ours.stream())) {
            return name + " ranks another stream: " + named(said.stream()) + ", this server " + named(ours.stream())
                    + ": give each stream servers of its own";
        } else if (!said.version().equals(ours.version())) {
            return name + " is version " + said.version() + ", this server " + ours.version()
                    + ": they are compared once both are the same";
        }
        return null;
    }

    private static String named(DigestJson.Stream stream) {
        return stream.arn() + " made at " + Instant.ofEpochMilli(stream.createdAt());
    }
}
