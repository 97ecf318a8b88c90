package delivery.lab.verify;

import com.sun.management.OperatingSystemMXBean;
import delivery.lab.launcher.Launcher;
import delivery.lab.launcher.Leases;
import delivery.lab.launcher.OwnClock;
import delivery.lab.verify.report.ScenarioOutcome;
import delivery.lab.verify.report.VerifyReport;
import delivery.lab.verify.report.Word;
import delivery.lab.verify.told.Cpu;
import delivery.localkinesis.scenario.Need;
import delivery.localkinesis.scenario.Scenario;
import delivery.localkinesis.scenario.ScenarioVerdict;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One scenario after the other, each on a Kinesis of its own. One thread's. */
final class VerifyRun {
    private static final Logger LOG = LoggerFactory.getLogger("delivery.lab");

    private final Launcher launcher;
    private final VerifySettings settings;
    private Leases leases;

    VerifyRun(Launcher launcher, VerifySettings settings) {
        this.launcher = launcher;
        this.settings = settings;
    }

    VerifyReport play(List<Scenario> scenarios) {
        var begun = Instant.now();
        var beginNanos = System.nanoTime();
        if (settings.leases()) {
            leases = Leases.start(launcher);
        }
        var outcomes = new ArrayList<ScenarioOutcome>();
        var proved = false;
        var hopeless = false;
        for (var scenario : scenarios) {
            var obstacle = hopeless ? "nothing was accepted in the first scenario" : obstacle(scenario);
            var outcome = obstacle == null ? play(scenario) : ScenarioOutcome.leftOut(scenario, obstacle);
            LOG.info("{}: {}{}", scenario, outcome.word(), outcome.verdict() == null ? "" : ": " + outcome.verdict());
            // What is not even started, or never says a word, will not do better next time.
            proved |= outcome.verdict() != null && !outcome.verdict().isOfNothing();
            hopeless |= outcome.verdict() != null && !proved;
            outcomes.add(outcome);
        }
        return new VerifyReport(
                settings.command(),
                settings.scenario().seed(),
                begun,
                Duration.ofNanos(System.nanoTime() - beginNanos),
                outcomes);
    }

    /** Null: there is none. */
    private String obstacle(Scenario scenario) {
        if (scenario.needs().contains(Need.CLOCK) && !OwnClock.isPossible()) {
            return "it needs " + Need.CLOCK + ": Linux and a C compiler (cc)";
        }
        if (scenario.needs().contains(Need.TWO) && settings.instances() == 1 && !settings.isNamed(scenario)) {
            return "it needs " + Need.TWO + " that share the shards: --instances 2";
        }
        return null;
    }

    private ScenarioOutcome play(Scenario scenario) {
        LOG.info("{}: {}", scenario, scenario.reason());
        var beginNanos = System.nanoTime();
        var processBefore = processCpu();
        var own = new Cpu();
        try (var world = new VerifyWorld(launcher, settings, scenario, leases)) {
            own.measure(() -> world.play(scenario));
            var verdict = world.verdict();
            var lines = new ArrayList<>(verdict.complaints());
            lines.addAll(world.notes());
            return new ScenarioOutcome(
                    scenario,
                    word(world, verdict),
                    lines,
                    verdict,
                    world.calls(),
                    new ScenarioOutcome.Cost(
                            Duration.ofNanos(System.nanoTime() - beginNanos),
                            own.spent().minus(world.producing()).plus(world.listening()),
                            world.producing(),
                            processCpu().minus(processBefore)),
                    world.folder());
        }
    }

    private Word word(VerifyWorld world, ScenarioVerdict verdict) {
        if (verdict.isOfNothing()) {
            return world.hasFailed() ? Word.FAILED : Word.NOTHING_PROVED;
        }
        if (verdict.lost() > 0) {
            return Word.LOSS;
        }
        if (verdict.unexplained() > 0 || (settings.exactlyOnce() && verdict.doubled() > 0)) {
            return Word.DOUBLED;
        }
        if (settings.inOrder() && verdict.outOfOrder() + verdict.beforeParents() > 0) {
            return Word.OUT_OF_ORDER;
        }
        return world.wasCutShort() || verdict.neverMade() > 0 ? Word.FAILED : Word.PASSED;
    }

    private static Duration processCpu() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean system
                ? Duration.ofNanos(system.getProcessCpuTime())
                : Duration.ZERO;
    }
}
