package delivery.lab.demo;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What the page of a demo may do to it, a click each; each says in full what it does. */
enum Harm {
    KILL_SERVER(
            Group.KILL,
            "Ranking server",
            "kill -9 of the ranking server; 2 s later it is started again and goes on from its last snapshot"),
    KILL_CONSUMER(
            Group.KILL,
            "A consumer",
            "kill -9 of a consumer, the next one with each click; 2 s later it is started again"),
    KILL_PRODUCER(
            Group.KILL,
            "Orders",
            "kill -9 of the program that makes orders; 2 s later another one starts, and what the dead one had"
                    + " acknowledged is written off"),
    KILL_DRIVERS(
            Group.KILL,
            "Drivers",
            "kill -9 of all drivers at once; 2 s later they start again, read the stream, and finish what was under way"),
    KILL_ALL(Group.KILL, "All at once", "kill -9 of every program but the stream; 2 s later all are started again"),
    FREEZE_SERVER(Group.FREEZE, "Ranking server", "the ranking server stands still (SIGSTOP), and goes on after 10 s"),
    FREEZE_CONSUMER(
            Group.FREEZE,
            "A consumer",
            "a consumer stands still (SIGSTOP), the next one with each click, and goes on after 10 s"),
    FREEZE_PRODUCER(
            Group.FREEZE, "Orders", "the program that makes orders stands still (SIGSTOP), and goes on after 10 s"),
    FREEZE_DRIVERS(Group.FREEZE, "Drivers", "all drivers stand still (SIGSTOP), and go on after 10 s"),
    SPLIT(Group.STREAM, "Split", "the shard with the most hash keys is split in two"),
    MERGE(Group.STREAM, "Merge", "the two neighbours with the fewest hash keys become one shard"),
    SCALE(Group.STREAM, "Scale", "to twice as many shards as at the start, or back to those"),
    THROTTLE(Group.SERVICE, "Throttle", "for 10 s the stream refuses half of all records, as if a quota were used up"),
    NO_ANSWER(
            Group.SERVICE,
            "Store, but do not answer",
            "for 10 s the stream stores one put in three without ever answering: it is put again, and arrives twice"),
    SLOW_LINE(Group.SERVICE, "Slow line", "for 10 s each answer to a put or a read comes a second late"),
    CLOCK(
            Group.CLOCK,
            "An hour ahead",
            "the ranking server is killed and starts again on a clock that is an hour ahead; 10 s later that is set right"
                    + " while it runs");

    /** Those that are the same thing done to different parts. */
    enum Group {
        KILL("Kill"),
        FREEZE("Freeze for 10 s"),
        STREAM("Reshard"),
        SERVICE("Trouble the stream for 10 s"),
        CLOCK("Set the server\u2019s clock");

        private final String title;

        Group(String title) {
            this.title = title;
        }

        String title() {
            return title;
        }
    }

    private final Group group;
    private final String label;
    private final String says;

    Harm(Group group, String label, String says) {
        this.group = group;
        this.label = label;
        this.says = says;
    }

    /** As the page asks for it, such as {@code kill-server}. */
    String id() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static Optional<Harm> of(String id) {
        return Arrays.stream(values()).filter(each -> each.id().equals(id)).findFirst();
    }

    Group group() {
        return group;
    }

    String label() {
        return label;
    }

    String says() {
        return says;
    }
}
