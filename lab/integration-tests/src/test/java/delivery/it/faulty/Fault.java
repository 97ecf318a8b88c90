package delivery.it.faulty;

import java.util.List;
import java.util.Locale;

/** What consumers have been seen to do wrong, and which scenarios of the verifier find it, the one that was made for it first. */
public enum Fault {
    /** Nothing is wrong. */
    NONE(),
    /** Handles the first record of each page. */
    FIRST_OF_PAGE("steady"),
    /** Asks for the shards once. */
    CHILDREN_SKIPPED("split", "merge", "scale", "throttle-list"),
    /** Drops the page that has no next one. */
    LAST_PAGE_DROPPED("split", "merge", "scale"),
    /** Does not begin with a shard that is closed, though it has not been read. */
    CLOSED_SKIPPED("scale"),
    /** Reads children beside their parents. */
    CHILDREN_AT_ONCE("split", "merge", "scale", "throttle-list", "storm"),
    /** Begins with a merge's child after one parent, and leaves the other one where it is. */
    ONE_PARENT("merge", "scale"),
    /** Looks at the first page of the list of shards. */
    FIRST_LIST_PAGE("scale"),
    /** A list of shards that is refused is the last one that is asked for. */
    LIST_ERROR_FINAL("throttle-list"),
    /** Writes the checkpoint of a page before it is processed. */
    CHECKPOINT_AHEAD("kill", "kill-one"),
    /** On SIGTERM the page that is read last counts as processed. */
    SIGTERM_DROPS("term", "disorder", "clock"),
    /** A lease whose holder is gone is his for ever. */
    LEASE_FOR_EVER("kill-one", "kill"),
    /** Goes on with a shard that has become another one's. */
    ZOMBIE("freeze"),
    /** Goes on at LATEST when an iterator has expired. */
    EXPIRED_LATEST("expired-iterator"),
    /** A page without records is the end of the shard. */
    EMPTY_IS_END("empty-pages", "idle"),
    /** A read that was refused counts as a page. */
    THROTTLED_SKIPS("throttle"),
    /** A read that took too long counts as a page. */
    TIMEOUT_SKIPS("latency"),
    /** A record that cannot be read ends its shard. */
    POISON_ENDS("poison"),
    /** An id that comes again ends its shard. */
    DUPLICATE_ENDS("timed-out-put"),
    /** Takes an aggregated record for one. */
    AGGREGATED_IS_ONE("aggregated"),
    /** Has room for 1 MiB. */
    SMALL_BUFFER("largest"),
    /** Drops what is much older by number than what it has seen of any shard. */
    ONE_ORDER("disorder"),
    /** Gives a shard up that brings nothing for some seconds. */
    IDLE_GIVES_UP("idle"),
    /** Goes on at LATEST if the checkpoint is of yesterday. */
    STALE_LATEST("retention", "idle"),
    /** Leaves out what by its own clock is too old to matter. */
    TOO_LATE("clock");

    private final List<String> scenarios;

    Fault(String... scenarios) {
        this.scenarios = List.of(scenarios);
    }

    /** Those that find it. */
    public List<String> scenarios() {
        return scenarios;
    }

    /** As on a command line: {@code first-of-page}. */
    public String flag() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The fault of that flag. */
    public static Fault of(String flag) {
        return valueOf(flag.toUpperCase(Locale.ROOT).replace('-', '_'));
    }
}
