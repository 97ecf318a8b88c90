package delivery.lab.demo;

import delivery.lab.launcher.Program;
import delivery.lab.launcher.RankingAnswer;
import delivery.lab.launcher.Suite;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Sources whose process was killed: nobody will ever say that they have closed. Who knows that they are dead, and has
 * waited until all that they had put is read, may write them off. One thread's.
 */
final class DeadSources {
    /** Of the last put of a process, until it is stored and read. */
    private static final Duration LAST_PUT = Duration.ofSeconds(3);
    /** A source that the ranking has not heard of by then had nothing acknowledged. */
    private static final Duration NEVER_HEARD_OF = Duration.ofSeconds(60);

    private static final double SMALL_LAG_SECONDS = 2;

    private final Suite suite;
    private final List<Dead> dead = new ArrayList<>();

    private static final class Dead {
        private final String source;
        private final long since = System.nanoTime();
        private Program writeOff;

        Dead(String source) {
            this.source = source;
        }
    }

    DeadSources(Suite suite) {
        this.suite = suite;
    }

    void add(String source) {
        dead.add(new Dead(source));
    }

    boolean isEmpty() {
        return dead.isEmpty();
    }

    boolean contains(String source) {
        return dead.stream().anyMatch(each -> each.source.equals(source));
    }

    void tend(RankingAnswer ranking) {
        dead.removeIf(each -> isSettled(each, ranking));
        for (var each : dead) {
            var isUnderWay = each.writeOff != null && each.writeOff.isAlive();
            if (!isUnderWay
                    && isOlder(each, LAST_PUT)
                    && ranking.lagSeconds() < SMALL_LAG_SECONDS
                    && !ranking.sourceState(each.source).isEmpty()) {
                each.writeOff = writeOff(each.source);
            }
        }
    }

    private static boolean isSettled(Dead each, RankingAnswer ranking) {
        return switch (ranking.sourceState(each.source)) {
            case "closed", "written off" -> true;
            case "" -> isOlder(each, NEVER_HEARD_OF);
            default -> false;
        };
    }

    private static boolean isOlder(Dead each, Duration age) {
        return System.nanoTime() - each.since >= age.toNanos();
    }

    private Program writeOff(String source) {
        return suite.runAs(
                "write-off-" + source,
                "stream-admin",
                "write-off",
                "--source",
                source,
                "--server",
                suite.page().getAuthority(),
                "--yes",
                "--force");
    }
}
