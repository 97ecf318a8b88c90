package delivery.lab.demo;

import delivery.app.AppException;
import delivery.kinesis.StreamException;
import delivery.lab.launcher.OwnClock;
import delivery.lab.launcher.RankingAnswer;
import delivery.lab.launcher.Suite;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Does to the programs of a demo what its page asks for, starts again what was killed, and measures how long it takes until
 * the audit is exact again. One thread's, which takes turns.
 */
final class HarmRun implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger("delivery.lab");
    private static final Duration TROUBLE = Duration.ofSeconds(10);
    private static final Duration LOOK = Duration.ofMillis(200);
    private static final Duration LOOK_OF_THE_QUIET = Duration.ofSeconds(2);
    private static final Duration ANSWER = Duration.ofMillis(500);
    private static final Duration AHEAD = Duration.ofHours(1);
    private static final int MOST_TOLD = 100;
    private static final Map<Harm, List<String>> FAULTS = Map.of(
            Harm.THROTTLE, List.of("put:throttle=0.5"),
            Harm.NO_ANSWER, List.of("put:timeout=0.33"),
            Harm.SLOW_LINE, List.of("put:latency,delay=1s", "get:latency,delay=1s"));

    private static final Set<Harm> RESHARDING = EnumSet.of(Harm.SPLIT, Harm.MERGE, Harm.SCALE);

    private final Suite suite;
    private final DemoPrograms programs;
    private final HarmDoor door;
    private final ShardSurgery surgery;
    private final HarmChoice choice;
    private final Deque<Incident> incidents = new ArrayDeque<>();
    private final List<Ongoing> ongoing = new ArrayList<>();
    private final Map<Harm, List<String>> faults = new EnumMap<>(Harm.class);
    private final DemoClock clock;
    private RankingAnswer latest;
    private long lookedAt;
    private int lastId;

    /** A harm that lasts, and what ends it. */
    private record Ongoing(Harm harm, BooleanSupplier isOver, Runnable end) {}

    /** @param latest of the ranking, before any harm */
    HarmRun(
            Suite suite,
            DemoPrograms programs,
            HarmDoor door,
            ShardSurgery surgery,
            DemoClock clock,
            RankingAnswer latest) {
        this.suite = suite;
        this.programs = programs;
        this.door = door;
        this.surgery = surgery;
        this.clock = clock;
        this.latest = latest;
        choice = HarmChoice.of(suite.kinesis() != null);
        publish();
    }

    /** What there is to do at this moment. */
    void turn() {
        var wasQuiet = isQuiet();
        door.take().ifPresent(this::begin);
        programs.tend(lastId > 0, this::note);
        endWhatIsOver();
        look(isQuiet() ? LOOK_OF_THE_QUIET : LOOK);
        if (!wasQuiet || !isQuiet()) {
            publish();
        }
    }

    private boolean isQuiet() {
        return programs.dead().isEmpty() && incidents.stream().noneMatch(Incident::isOpen);
    }

    /** What was done, and what became of it. */
    List<Incident> incidents() {
        return List.copyOf(incidents);
    }

    /** What the ranking said last. */
    RankingAnswer latest() {
        return latest;
    }

    private void look(Duration pace) {
        if (System.nanoTime() - lookedAt < pace.toNanos()) {
            return;
        }
        var answer = RankingAnswer.tryAt(suite.page(), ANSWER);
        lookedAt = System.nanoTime();
        latest = answer.orElse(latest);
        answer.ifPresent(programs.dead()::tend);
        incidents.stream().filter(Incident::isOpen).forEach(each -> each.look(answer, lookedAt));
    }

    private void begin(Harm harm) {
        look(Duration.ZERO);
        var incident = new Incident(++lastId, harm, latest);
        incidents.addLast(incident);
        if (incidents.size() > MOST_TOLD) {
            incidents.removeFirst();
        }
        try {
            choice.check(harm);
            if (ongoing.stream().anyMatch(each -> each.harm == harm)) {
                throw AppException.failed("it is under way already: wait until it is over");
            }
            hurt(harm, incident);
        } catch (AppException | StreamException e) {
            incident.refuse(e.getMessage());
        }
    }

    private void hurt(Harm harm, Incident incident) {
        switch (harm) {
            case KILL_SERVER -> kill(incident, List.of(programs.server()));
            case KILL_CONSUMER -> kill(incident, List.of(programs.nextConsumer()));
            case KILL_PRODUCER -> kill(incident, List.of(programs.producer()));
            case KILL_DRIVERS -> kill(incident, List.of(programs.drivers()));
            case KILL_ALL -> kill(incident, programs.all());
            case FREEZE_SERVER -> freeze(harm, incident, programs.server());
            case FREEZE_CONSUMER -> freeze(harm, incident, programs.nextConsumer());
            case FREEZE_PRODUCER -> freeze(harm, incident, programs.producer());
            case FREEZE_DRIVERS -> freeze(harm, incident, programs.drivers());
            case SPLIT, MERGE, SCALE -> reshard(harm, incident);
            case THROTTLE, NO_ANSWER, SLOW_LINE -> trouble(harm, incident);
            case CLOCK -> setClock(harm, incident);
        }
    }

    private void kill(Incident incident, List<Kept> asked) {
        var victims = asked.stream().filter(each -> !each.isDown()).toList();
        if (victims.isEmpty()) {
            throw AppException.failed("it is down already: wait until it is started again");
        }
        tell(incident, victims);
        programs.kill(victims);
        incident.over(programs.isMadeGood(victims, incident.before()), System.nanoTime());
    }

    private void freeze(Harm harm, Incident incident, Kept victim) {
        if (victim.isDown() || victim.isFrozen()) {
            throw AppException.failed(
                    "it is " + (victim.isDown() ? "down" : "frozen") + " already: wait until it is at work again");
        }
        tell(incident, List.of(victim));
        victim.freeze();
        lasts(harm, () -> {
            victim.thaw();
            incident.over(programs.isMadeGood(List.of(victim), incident.before()), System.nanoTime());
        });
    }

    private static void tell(Incident incident, List<Kept> victims) {
        var lanes = victims.stream()
                .flatMap(each -> incident.before().shardsOf(each.process().pid()).stream())
                .toList();
        incident.at(victims.size() == 1 ? victims.get(0).title() : victims.size() + " programs", lanes);
    }

    private void lasts(Harm harm, Runnable end) {
        var begun = System.nanoTime();
        ongoing.add(new Ongoing(harm, () -> System.nanoTime() - begun >= TROUBLE.toNanos(), end));
    }

    private void trouble(Harm harm, Incident incident) {
        faults.put(harm, FAULTS.get(harm));
        setFaults();
        incident.at("the stream", incident.before().shardsRead());
        lasts(harm, () -> {
            faults.remove(harm);
            setFaults();
            incident.over(programs.isMadeGood(List.of(), incident.before()), System.nanoTime());
        });
    }

    private void setFaults() {
        suite.setFaults(faults.values().stream().flatMap(List::stream).toList());
    }

    private void reshard(Harm harm, Incident incident) {
        var ending = surgery.begin(harm);
        incident.at(ShardSurgery.title(ending), ending);
        ongoing.add(new Ongoing(harm, surgery::isOver, () -> {
            var failure = surgery.failure();
            if (!failure.isEmpty()) {
                incident.refuse(failure);
                return;
            }
            var open = surgery.open();
            incident.over(
                    now -> DemoPrograms.isReadOn(now, incident.before())
                            && now.shardsRead().containsAll(open),
                    System.nanoTime());
        }));
    }

    private void setClock(Harm harm, Incident incident) {
        var victims = List.of(programs.server());
        if (programs.server().isDown()) {
            throw AppException.failed("the server is down already: wait until it is at work again");
        }
        if (!OwnClock.isPossible()) {
            throw AppException.failed("no clock could be made: see to the C compiler (cc)");
        }
        clock.setOff(AHEAD);
        tell(incident, victims);
        programs.kill(victims);
        lasts(harm, () -> {
            clock.setOff(Duration.ZERO);
            incident.over(programs.isMadeGood(victims, incident.before()), System.nanoTime());
        });
    }

    /** Of a program that has ended by itself: what was done last may be why. */
    private void note(String words) {
        incidents.getLast().note(words);
    }

    private void endWhatIsOver() {
        for (var each : List.copyOf(ongoing)) {
            try {
                if (each.isOver.getAsBoolean()) {
                    each.end.run();
                    ongoing.remove(each);
                }
            } catch (StreamException e) {
                LOG.debug("asked again in the next turn", e);
            }
        }
    }

    private void publish() {
        door.publish(Map.of(
                "faults", choice.views(),
                "log", incidents.stream().map(Incident::view).toList()));
    }

    /** Nobody can ask for harm any more: what lasts ends, and who reads is started again at once. */
    void settle() {
        door.close();
        ongoing.stream().filter(each -> !RESHARDING.contains(each.harm)).forEach(each -> each.end.run());
        ongoing.clear();
        programs.endOrders();
    }

    /** Whether, after {@link #settle}, all that was hurt is as it should be; a turn of its own. */
    boolean isSettled() {
        programs.tend(lastId > 0, this::note);
        look(LOOK);
        return programs.dead().isEmpty();
    }

    @Override
    public void close() {
        door.close();
        // What is frozen would not hear that it is to end.
        programs.all().forEach(Kept::thaw);
        surgery.close();
    }
}
