package delivery.lab.chaos;

import delivery.app.AppException;
import delivery.app.ExitCode;
import delivery.lab.chaos.Strike.Target;
import delivery.lab.judge.Judgement;
import delivery.lab.judge.StreamReading;
import delivery.lab.launcher.RankingAnswer;
import delivery.lab.launcher.Suite;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Strikes the fleet as planned, keeps an eye on the ranking meanwhile, and judges in the end. One thread's. */
final class ChaosRun {
    private static final Logger LOG = LoggerFactory.getLogger("delivery.lab");
    private static final Duration LOOK = Duration.ofMillis(100);
    private static final Duration ANSWER = Duration.ofSeconds(1);
    private static final Duration SAY = Duration.ofSeconds(10);
    /** Whatever has not recovered by then has failed. */
    private static final Duration PATIENCE = Duration.ofSeconds(180);
    /** For what the drivers have under way when the last of them starts. */
    private static final Duration LAST_DELIVERIES = Duration.ofSeconds(5);

    private record Trouble(Strike strike, long endsAtNanos) {}

    private final Suite suite;
    private final SupervisedPrograms fleet;
    private final Troubles wiring;
    private final Recoveries recoveries = new Recoveries();
    private final List<Strike> struck = new ArrayList<>();
    private final Set<String> contradictions = new TreeSet<>();
    private final List<Trouble> troubles = new ArrayList<>();

    private RankingAnswer latest;
    private long looks;
    private long nextWordNanos = System.nanoTime() + SAY.toNanos();

    ChaosRun(Suite suite, SupervisedPrograms fleet, Troubles wiring) {
        this.suite = suite;
        this.fleet = fleet;
        this.wiring = wiring;
    }

    /** Waits until every shard is brought and both producers' events have arrived. */
    void begin() {
        latest = suite.ranking();
        var giveUp = System.nanoTime() + PATIENCE.toNanos();
        while (!fleet.isAtWork(latest)) {
            if (System.nanoTime() > giveUp) {
                throw AppException.failed("after " + PATIENCE.toSeconds() + " s not at work: " + latest.json());
            }
            watch(LOOK);
        }
    }

    void strike(List<Strike> strikes) {
        for (var strike : strikes) {
            watch(strike.pause());
            look();
            LOG.debug("striking {}", strike);
            struck.add(strike);
            if (!strike.target().isKill()) {
                begin(strike);
                continue;
            }
            recoveries.begin(strike, System.nanoTime(), fleet.isMadeGood(strike, latest));
            fleet.kill(strike);
            if (strike.target() == Target.all) {
                // Each power cut is one of its own: struck again while they start, they would only ever start.
                awaitRecovery();
            }
        }
        awaitRecovery();
    }

    private void begin(Strike trouble) {
        var lasts = trouble.target() == Target.line ? wiring.lasts(trouble) : trouble.lasts();
        fleet.begin(trouble);
        troubles.add(new Trouble(trouble, System.nanoTime() + lasts.toNanos()));
    }

    /** Those that are over; how long it takes until all is well again counts from here. */
    private void endTroubles() {
        for (var each = troubles.iterator(); each.hasNext(); ) {
            var trouble = each.next();
            if (System.nanoTime() - trouble.endsAtNanos >= 0) {
                each.remove();
                fleet.end(trouble.strike);
                recoveries.begin(trouble.strike, System.nanoTime(), fleet.isMadeGood(trouble.strike, latest));
            }
        }
    }

    /**
     * SIGSTOP for the server, SIGCONT after that time.
     *
     * @return the most that a consumer's memory has grown by meanwhile, in bytes
     */
    long stall(Duration duration) {
        var server = fleet.server().process();
        var before = fleet.consumersResidentBytes();
        var stalled = Strike.kill(duration, Target.server, 0);
        look();
        recoveries.begin(stalled, System.nanoTime(), fleet.isMadeGood(stalled, latest));
        server.signal("STOP");
        long[] after;
        try {
            pause(duration);
            after = fleet.consumersResidentBytes();
        } finally {
            server.signal("CONT");
        }
        awaitRecovery();
        return IntStream.range(0, before.length)
                .mapToLong(shard -> after[shard] - before[shard])
                .max()
                .orElse(0);
    }

    /**
     * SIGSTOP for a consumer; a second one takes its shard over; SIGCONT for the first.
     *
     * @return whether the first has ended by itself, saying why
     */
    boolean zombie(int shard) {
        var replaced = Strike.kill(Duration.ZERO, Target.consumer, shard);
        var zombie = fleet.consumers().get(shard).process();
        zombie.signal("STOP");
        try {
            look();
            fleet.takeOver(shard);
            recoveries.begin(replaced, System.nanoTime(), fleet.isMadeGood(replaced, latest));
            awaitRecovery();
        } finally {
            zombie.signal("CONT");
        }
        return zombie.awaitExit(PATIENCE) == ExitCode.FAILED && zombie.stderr().contains("taken over");
    }

    /** Stops the producers, reads the whole stream, and waits until the ranking says the same, or will not. */
    Judgement judge() {
        // One that was started a moment ago reads the stream first, and takes over what others had under way.
        var drivers = System.nanoTime() + PATIENCE.toNanos();
        while (!fleet.hasDriverBegun() && System.nanoTime() < drivers) {
            watch(LOOK);
        }
        watch(LAST_DELIVERIES);
        fleet.stopProducers();
        var source = fleet.driverSource();
        var stream = StreamReading.of(suite.endpoint(), suite.stream());
        var giveUp = System.nanoTime() + PATIENCE.toNanos();
        var verdict = new Judgement(stream, suite.ranking(), source);
        while (!verdict.isGood() && System.nanoTime() < giveUp) {
            pause(LOOK);
            verdict = new Judgement(stream, suite.ranking(), source);
        }
        return verdict;
    }

    private void awaitRecovery() {
        var giveUp = System.nanoTime() + PATIENCE.toNanos();
        while (!troubles.isEmpty() || !recoveries.areOver()) {
            if (System.nanoTime() > giveUp) {
                throw AppException.failed("after " + PATIENCE.toSeconds() + " s not recovered: " + recoveries.notOver()
                        + "; the ranking shows " + latest.json());
            }
            watch(LOOK);
        }
    }

    private void watch(Duration duration) {
        var until = System.nanoTime() + duration.toNanos();
        for (var left = duration; !left.isNegative(); left = Duration.ofNanos(until - System.nanoTime())) {
            fleet.tend();
            look();
            endTroubles();
            pause(left.compareTo(LOOK) < 0 ? left : LOOK);
        }
    }

    private void look() {
        RankingAnswer.tryAt(suite.page(), ANSWER).ifPresent(ranking -> {
            looks++;
            latest = ranking;
            contradictions.addAll(ranking.contradictions());
            recoveries.look(ranking, System.nanoTime());
        });
        if (System.nanoTime() > nextWordNanos) {
            nextWordNanos += SAY.toNanos();
            LOG.info(
                    "{} strikes, {} not recovered yet; created {}, assigned {}, completed {}, missing {}",
                    struck.size(),
                    recoveries.notOver().size(),
                    latest.created(),
                    latest.assigned(),
                    latest.completed(),
                    latest.audit("missing"));
        }
    }

    private void pause(Duration duration) {
        suite.launcher().pause(duration);
    }

    List<Strike> struck() {
        return struck;
    }

    Recoveries recoveries() {
        return recoveries;
    }

    long looks() {
        return looks;
    }

    Set<String> contradictions() {
        return contradictions;
    }
}
