package delivery.lab.verify.process;

import java.time.Duration;

/** One of the instances of the command, through all its starts. One thread's. */
final class Instance implements AutoCloseable {
    final BoundedLog log;
    private RunningCommand running; // null: none has been started, or it is gone
    private State state = State.DOWN;
    private long againAtNanos;
    private long told;
    private int starts;
    private int leftBehind;

    private enum State {
        DOWN,
        UP,
        TOLD_TO_STOP,
        ENDED_BY_ITSELF
    }

    Instance(BoundedLog log) {
        this.log = log;
    }

    boolean isUp() {
        return state == State.UP;
    }

    /** The number of the start that comes next, from 0. */
    int starts() {
        return starts;
    }

    void started(RunningCommand command) {
        running = command;
        starts++;
        state = State.UP;
    }

    void tellToStop() {
        if (running != null) {
            running.tellToStop();
        }
        state = running == null ? State.DOWN : State.TOLD_TO_STOP;
    }

    boolean isRunning() {
        return running != null && running.isAnythingLeft();
    }

    void signal(String signal) {
        if (running != null) {
            running.signal(signal);
        }
    }

    boolean hasEndedByItself() {
        return state == State.UP && !running.isAlive();
    }

    /** Its exit code; it is to be started again after that time. */
    int endedByItself(Duration pause) {
        var code = running.exitCode();
        leftBehind += end();
        state = State.ENDED_BY_ITSELF;
        againAtNanos = System.nanoTime() + pause.toNanos();
        return code;
    }

    boolean isDue() {
        return state == State.ENDED_BY_ITSELF && System.nanoTime() - againAtNanos >= 0;
    }

    /** Kills whatever is left of it; how many these were. */
    int end() {
        var killed = 0;
        if (running != null) {
            killed = running.kill();
            running.awaitLastWords();
            told += running.told();
            running = null;
        }
        state = State.DOWN;
        return killed;
    }

    /** How often it has told something on stdout. */
    long told() {
        return told + (running == null ? 0 : running.told());
    }

    /** Processes that still ran when it had ended by itself. */
    int leftBehind() {
        return leftBehind;
    }

    @Override
    public void close() {
        end();
        log.close();
    }
}
