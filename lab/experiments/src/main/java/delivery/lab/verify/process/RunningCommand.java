package delivery.lab.verify.process;

import delivery.app.AppException;
import delivery.app.Threads;
import delivery.lab.verify.told.Cpu;
import delivery.lab.verify.told.Words;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** One start of the command, with whatever it starts. Its stdout tells; what else it says goes into the log. */
final class RunningCommand {
    private static final Duration LAST_WORDS = Duration.ofSeconds(2);
    private static final int ROUNDS = 100;

    private final Process process;
    private final Mark mark;
    private final List<Thread> readers;
    private final AtomicLong told = new AtomicLong();

    private RunningCommand(Process process, Mark mark, Consumer<String> accepted, BoundedLog log, Cpu cpu) {
        this.process = process;
        this.mark = mark;
        var words = new Words(
                id -> {
                    told.incrementAndGet();
                    accepted.accept(id);
                },
                log::line);
        var others = new Words(null, log::line);
        readers = List.of(
                Threads.make("verify-stdout", () -> cpu.measure(() -> read(process.getInputStream(), words))),
                Threads.make("verify-stderr", () -> cpu.measure(() -> read(process.getErrorStream(), others))));
        readers.forEach(Thread::start);
    }

    /** @throws AppException if it cannot be started */
    static RunningCommand start(ProcessBuilder builder, Mark mark, Consumer<String> accepted, BoundedLog log, Cpu cpu) {
        builder.environment().putAll(mark.variable());
        try {
            var process = builder.start();
            process.getOutputStream().close();
            return new RunningCommand(process, mark, accepted, log, cpu);
        } catch (IOException e) {
            throw AppException.failed("COMMAND cannot be started (" + e.getMessage() + ")");
        }
    }

    private static void read(InputStream from, Words words) {
        var buffer = new byte[64 * 1024];
        try (from) {
            for (var count = from.read(buffer); count >= 0; count = from.read(buffer)) {
                words.take(buffer, count);
            }
        } catch (IOException e) {
            // It was killed: what it has said is there.
        }
        words.cut();
    }

    /** Whether the process that was started has not ended; what it has left behind does not count. */
    boolean isAlive() {
        return process.isAlive();
    }

    /** Of one that has ended. */
    int exitCode() {
        return process.exitValue();
    }

    /** How often it has said that something was accepted, on stdout. */
    long told() {
        return told.get();
    }

    /** Whether it, or anything that it has started, runs. */
    boolean isAnythingLeft() {
        return process.isAlive() || !mark.processes(process.toHandle()).isEmpty();
    }

    void tellToStop() {
        processes().forEach(ProcessHandle::destroy);
    }

    /** Returns how many there were; none is left. */
    int kill() {
        var killed = 0;
        for (int round = 0; round < ROUNDS; round++) {
            var left = processes().toList();
            if (left.isEmpty()) {
                break;
            }
            killed += round == 0 ? left.size() : 0;
            left.forEach(ProcessHandle::destroyForcibly);
            left.forEach(each -> each.onExit()
                    .completeOnTimeout(each, 100, TimeUnit.MILLISECONDS)
                    .join());
        }
        return killed;
    }

    /** @param signal STOP or CONT */
    void signal(String signal) {
        var command = Stream.concat(Stream.of("kill", "-" + signal), processes().map(each -> Long.toString(each.pid())))
                .toList();
        try {
            new ProcessBuilder(command).start().waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** It has ended: waits for what it still had to say. */
    void awaitLastWords() {
        readers.forEach(reader -> Threads.join(reader, LAST_WORDS));
    }

    private Stream<ProcessHandle> processes() {
        return mark.processes(process.toHandle()).stream();
    }
}
