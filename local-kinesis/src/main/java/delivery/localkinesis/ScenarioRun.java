package delivery.localkinesis;

import delivery.localkinesis.scenario.RecordNumbers;
import delivery.localkinesis.scenario.Scenario;
import delivery.localkinesis.scenario.ScenarioClock;
import delivery.localkinesis.scenario.ScenarioJudge;
import delivery.localkinesis.scenario.ScenarioSettings;
import delivery.localkinesis.scenario.ScenarioVerdict;
import delivery.localkinesis.scenario.Stage;
import delivery.localkinesis.scenario.TestedConsumer;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A scenario in a test: a Kinesis of its own whose clock runs fast and jumps, a stream of numbered records, and a judge. See
 * {@link KinesisScenario}.
 */
public final class ScenarioRun {
    /** So many seconds of the service's clock to one of the machine's. */
    public static final int SPEED = 5;

    private final Scenario scenario;
    private final ScenarioSettings settings;
    private final ScenarioClock clock = new ScenarioClock(SPEED);
    private final RecordNumbers numbers;
    private final ScenarioJudge judge;
    private final String stream;
    private final LocalKinesis kinesis;
    private @Nullable ScenarioVerdict verdict;

    ScenarioRun(Scenario scenario, ScenarioSettings settings) {
        this.scenario = scenario;
        this.settings = settings;
        var run = String.format(Locale.ROOT, "%08x", ThreadLocalRandom.current().nextInt());
        numbers = new RecordNumbers(run);
        judge = new ScenarioJudge(numbers);
        stream = "scenario-" + run;
        kinesis = LocalKinesis.builder().clock(clock, clock::elapsed).seed(settings.seed()).stream(
                        stream, settings.shards())
                .start();
    }

    /** The stream to read, from its oldest record on. */
    public String stream() {
        return stream;
    }

    /** What a client has to be told. */
    public ClientSettings clientSettings() {
        return kinesis.clientSettings();
    }

    /**
     * A record has been processed for good. Thread-safe.
     *
     * @param data the record's, or the id that is in it; what has none, as a poison record, is nothing to be judged
     */
    public void accepted(String data) {
        var id = RecordNumbers.ID.matcher(data);
        if (id.find()) {
            judge.accepted(id.group(), "the test", clock.running());
        }
    }

    /**
     * Plays the scenario to its end.
     *
     * @param consumer starts one, in threads of its own: called once, and again after each time that the scenario has closed it
     * @throws AssertionError if records were lost, doubled without a reason, or none was accepted at all: with shards and
     *     sequence numbers
     */
    public ScenarioVerdict play(Supplier<? extends AutoCloseable> consumer) {
        var inThisJvm = new InThisJvm(consumer);
        var stage = new Stage(
                kinesis.engine(),
                stream,
                kinesis.faults(),
                clock,
                numbers,
                judge,
                inThisJvm,
                settings,
                ScenarioRun::pass,
                Runnable::run);
        try {
            stage.play(scenario);
        } finally {
            inThisJvm.close();
        }
        var found = judge.verdict(clock.running());
        verdict = found;
        if (found.isOfNothing()) {
            throw new AssertionError(scenario + ": nothing is proved: no record was accepted within "
                    + settings.patience().dividedBy(SPEED).toSeconds() + " s");
        }
        if (found.lost() + found.unexplained() + found.neverMade() > 0) {
            throw new AssertionError(scenario + ": " + found + "\n" + String.join("\n", found.complaints()));
        }
        return found;
    }

    boolean isPlayed() {
        return verdict != null;
    }

    void close() {
        kinesis.close();
    }

    private static void pass(Duration time) {
        LockSupport.parkNanos(time.toNanos());
        if (Thread.currentThread().isInterrupted()) {
            throw new IllegalStateException("interrupted before the end of the scenario");
        }
    }

    /** One consumer, that can be closed and started again. */
    private static final class InThisJvm implements TestedConsumer {
        private final Supplier<? extends AutoCloseable> starts;
        private @Nullable AutoCloseable running; // null: none

        InThisJvm(Supplier<? extends AutoCloseable> starts) {
            this.starts = starts;
        }

        @Override
        public int instances() {
            return 1;
        }

        @Override
        public boolean isProcess() {
            return false;
        }

        @Override
        public void start(int instance) {
            if (running == null) {
                running = starts.get();
            }
        }

        @Override
        public void kill(int instance) {
            close();
        }

        @Override
        public void tellToStop(int instance) {
            close();
        }

        @Override
        public boolean isRunning(int instance) {
            return running != null;
        }

        @Override
        public int lastTeller() {
            return 0;
        }

        @Override
        public void freeze(int instance) {
            throw new UnsupportedOperationException("it is no process");
        }

        @Override
        public void thaw(int instance) {
            throw new UnsupportedOperationException("it is no process");
        }

        @Override
        public void setClock(Duration ahead) {
            throw new UnsupportedOperationException("it is no process");
        }

        @Override
        public void look() {}

        void close() {
            if (running != null) {
                try {
                    running.close();
                } catch (Exception e) {
                    throw new IllegalStateException("the consumer could not be closed", e);
                } finally {
                    running = null;
                }
            }
        }
    }
}
