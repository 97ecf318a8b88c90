package delivery.lab.verify.process;

import delivery.app.AppException;
import delivery.lab.launcher.OwnClock;
import delivery.lab.verify.told.Cpu;
import delivery.localkinesis.scenario.TestedConsumer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/**
 * The consumer as so many processes of one command. One that ends by itself is started again, as by any supervisor. One
 * thread's.
 */
public final class Commands implements TestedConsumer, AutoCloseable {
    /** Before it is started again when nothing has been told yet. */
    private static final Duration SOON = Duration.ofMillis(500);
    /** Then nothing ever will. */
    private static final int ENDS_WITHOUT_A_WORD = 3;

    private static final Duration STOP_TIME = Duration.ofSeconds(10);
    private static final Duration LOOK = Duration.ofMillis(50);

    private final List<String> command;
    private final Map<String, String> environment;
    private final Path folder;
    private final BiConsumer<String, String> accepted;
    private final BooleanSupplier isAnythingTold;
    private final Duration restart;
    private final Cpu cpu;
    private final OwnClock clock;
    private final Instance[] instances;
    private final List<String> notes = new ArrayList<>();
    private volatile int lastTeller; // set by the threads that listen to them
    private int endedByItself;
    private String firstEnd; // null: none that is no failure already

    /**
     * @param environment what each is told beside what this process has
     * @param folder for what they say; their mark has its name
     * @param accepted takes an id, and who told it
     * @param isAnythingTold whether anything was, by whichever way
     * @param restart how long one is down that has ended by itself
     * @param clock of all of them; null: the machine's
     */
    public Commands(
            List<String> command,
            int count,
            Map<String, String> environment,
            Path folder,
            BiConsumer<String, String> accepted,
            BooleanSupplier isAnythingTold,
            Duration restart,
            Cpu cpu,
            OwnClock clock) {
        this.command = command;
        this.environment = environment;
        this.folder = folder;
        this.accepted = accepted;
        this.isAnythingTold = isAnythingTold;
        this.restart = restart;
        this.cpu = cpu;
        this.clock = clock;
        instances = IntStream.range(0, count)
                .mapToObj(n -> new Instance(new BoundedLog(folder.resolve("command-" + n + ".log"))))
                .toArray(Instance[]::new);
    }

    @Override
    public int instances() {
        return instances.length;
    }

    @Override
    public boolean isProcess() {
        return true;
    }

    @Override
    public void start(int number) {
        var instance = instances[number];
        if (instance.isUp()) {
            return;
        }
        instance.end();
        var builder = new ProcessBuilder(command);
        var variables = builder.environment();
        // What this machine is set to does not decide what the command talks to.
        variables.keySet().removeIf(name -> name.startsWith("AWS_"));
        variables.put("AWS_EC2_METADATA_DISABLED", "true");
        variables.put("AWS_CONFIG_FILE", folder.resolve("none").toString());
        variables.put("AWS_SHARED_CREDENTIALS_FILE", folder.resolve("none").toString());
        variables.putAll(environment);
        variables.put("VERIFY_INSTANCE", Integer.toString(number));
        if (clock != null) {
            variables.putAll(clock.environment());
        }
        var which = number + "-" + instance.starts();
        var mark = new Mark(folder.toAbsolutePath() + "-" + which);
        Consumer<String> told = id -> {
            lastTeller = number;
            accepted.accept(id, "stdout of " + which);
        };
        instance.started(RunningCommand.start(builder, mark, told, instance.log, cpu));
    }

    @Override
    public void kill(int number) {
        instances[number].end();
    }

    @Override
    public void tellToStop(int number) {
        instances[number].tellToStop();
    }

    @Override
    public boolean isRunning(int number) {
        return instances[number].isRunning();
    }

    @Override
    public int lastTeller() {
        return lastTeller;
    }

    @Override
    public void freeze(int number) {
        instances[number].signal("STOP");
    }

    @Override
    public void thaw(int number) {
        instances[number].signal("CONT");
    }

    @Override
    public void setClock(Duration ahead) {
        clock.setOff(ahead);
    }

    /** Starts again what has ended by itself. */
    @Override
    public void look() {
        for (int i = 0; i < instances.length; i++) {
            if (instances[i].isDue()) {
                start(i);
            } else if (instances[i].hasEndedByItself()) {
                hasEnded(instances[i]);
            }
        }
    }

    private void hasEnded(Instance instance) {
        var code = instance.endedByItself(isAnythingTold.getAsBoolean() ? restart : SOON);
        endedByItself++;
        if (!isAnythingTold.getAsBoolean() && endedByItself >= ENDS_WITHOUT_A_WORD * instances.length) {
            firstEnd = null;
            throw AppException.failed("COMMAND ends by itself before it has accepted anything, with code " + code
                    + lastLine(instance)
                    + (instance.leftBehind() == 0
                            ? ""
                            : "; it left processes behind: start what does the work in the foreground"));
        }
        if (endedByItself == 1) {
            firstEnd = "with code " + code + lastLine(instance);
        }
    }

    /** How often one of them has ended by itself. */
    public int endedByItself() {
        return endedByItself;
    }

    /** What else there is to say of them, a line each; of those that have been stopped. */
    public List<String> notes() {
        return notes;
    }

    /** What it said last, for whoever is told that it failed. */
    public String lastLine() {
        return lastLine(instances[0]);
    }

    private static String lastLine(Instance instance) {
        var line = instance.log.lastLine();
        return "; its last line: " + (line.isEmpty() ? "none" : line) + "; its log: " + instance.log.file();
    }

    /**
     * Tells all of them to stop, and kills what has not after ten seconds.
     *
     * @param wait lets so much time pass
     */
    public void stop(Consumer<Duration> wait) {
        IntStream.range(0, instances.length).forEach(this::tellToStop);
        var begin = System.nanoTime();
        while (Arrays.stream(instances).anyMatch(Instance::isRunning)
                && System.nanoTime() - begin < STOP_TIME.toNanos()) {
            wait.accept(LOOK);
        }
        var deaf = Arrays.stream(instances).mapToInt(Instance::end).sum();
        if (deaf > 0) {
            notes.add("it was deaf to SIGTERM for " + STOP_TIME.toSeconds() + " s, and was killed; processes: " + deaf);
        }
        var left = Arrays.stream(instances).mapToInt(Instance::leftBehind).sum();
        if (left > 0) {
            notes.add("it left processes behind when it ended, which were killed: " + left);
        }
        if (firstEnd != null) {
            notes.add("it ended by itself"
                    + (endedByItself == 1 ? ", " : " " + endedByItself + " times, the first time ") + firstEnd);
        }
        for (var instance : instances) {
            if (instance.log.bytes() > BoundedLog.FIRST) {
                notes.add("it wrote " + (instance.log.bytes() >> 20)
                        + " MiB that told nothing: the first and the last of it" + " are in " + instance.log.file());
            }
        }
    }

    /** Nothing of them is left after this. */
    @Override
    public void close() {
        for (var instance : instances) {
            instance.close();
        }
    }
}
