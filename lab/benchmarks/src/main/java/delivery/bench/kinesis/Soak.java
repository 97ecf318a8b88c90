package delivery.bench.kinesis;

import delivery.bench.compare.Bench;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;

/**
 * A steady load for a long time, written and read: what the server holds after a sixth of it, when it is warm and its log
 * is full, it must hold at the end, in live heap, threads and descriptors.
 */
final class Soak {
    static final int RECORDS_PER_SECOND = 20_000;

    private static final int SAMPLES = 6;
    private static final long READ_INTERVAL_MILLIS = 200;
    private static final double HEAP_MAY_GROW = 1.1;
    private static final int HEAP_MAY_GROW_MIB = 16;
    private static final Pattern LIVE = Pattern.compile("(?m)^Total +\\d+ +(\\d+)");

    private final Emulator emulator;
    private final AtomicLong put = new AtomicLong();
    private final AtomicLong read = new AtomicLong();
    private final AtomicBoolean over = new AtomicBoolean();

    Soak(Emulator emulator) {
        this.emulator = emulator;
    }

    /** At one moment; heap is what can still be reached. */
    record Sample(long seconds, long put, long read, long heapMib, long rssMib, int threads, int descriptors) {
        boolean isFlatAfter(Sample first) {
            return heapMib <= first.heapMib * HEAP_MAY_GROW + HEAP_MAY_GROW_MIB
                    && threads <= first.threads
                    && descriptors <= first.descriptors;
        }
    }

    /** The samples, the first one after a sixth of the time. */
    List<Sample> run(String stream, long seconds) throws IOException {
        emulator.createStream(stream);
        var putting = CompletableFuture.runAsync(() -> guarded(() -> putAll(stream)));
        var reading = CompletableFuture.runAsync(() -> guarded(() -> readAll(stream)));
        var samples = new ArrayList<Sample>();
        try {
            var from = System.nanoTime();
            for (int i = 1; i <= SAMPLES; i++) {
                var until = from + i * seconds * 1_000_000_000L / SAMPLES;
                while (System.nanoTime() < until && !putting.isDone() && !reading.isDone()) {
                    Bench.pause(100);
                }
                samples.add(sample((System.nanoTime() - from) / 1_000_000_000L));
            }
        } finally {
            over.set(true);
            putting.join();
            reading.join();
        }
        return samples;
    }

    private interface Work {
        void run() throws IOException;
    }

    private static void guarded(Work work) {
        try {
            work.run();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void putAll(String stream) throws IOException {
        var request = Requests.putRecords(stream, 1);
        var interval = 1_000_000_000L * Requests.RECORDS_PER_CALL / RECORDS_PER_SECOND;
        try (var connection = emulator.connect()) {
            for (var next = System.nanoTime(); !over.get(); next += interval) {
                Bench.pause(Math.max(0, (next - System.nanoTime()) / 1_000_000));
                connection.call(request);
                put.addAndGet(Requests.RECORDS_PER_CALL);
            }
        }
    }

    private void readAll(String stream) throws IOException {
        try (var connection = emulator.connect()) {
            var iterators = new String[Requests.SHARDS];
            for (int shard = 0; shard < iterators.length; shard++) {
                connection.call(Requests.shardIterator(stream, shard));
                iterators[shard] = connection.string(Load.ITERATOR);
            }
            while (!over.get()) {
                Bench.pause(READ_INTERVAL_MILLIS);
                for (int shard = 0; shard < iterators.length; shard++) {
                    connection.call(Requests.getRecords(iterators[shard]));
                    read.addAndGet(connection.count(Load.RECORD, Requests.DATA_BYTES));
                    iterators[shard] = connection.string(Load.NEXT);
                }
            }
        }
    }

    private Sample sample(long seconds) throws IOException {
        var pid = Long.toString(emulator.pid());
        // Counts what can be reached: what the heap's use says is more by the garbage of some milliseconds under this
        // load.
        var heap = LIVE.matcher(jcmd(pid, "GC.class_histogram"));
        if (!heap.find()) {
            throw new IOException("jcmd tells no heap");
        }
        var threads = Files.readAllLines(Path.of("/proc", pid, "status")).stream()
                .filter(line -> line.startsWith("Threads:"))
                .mapToInt(line ->
                        Integer.parseInt(line.substring("Threads:".length()).strip()))
                .sum();
        try (var descriptors = Files.list(Path.of("/proc", pid, "fd"))) {
            return new Sample(
                    seconds,
                    put.get(),
                    read.get(),
                    Long.parseLong(heap.group(1)) >> 20,
                    emulator.rssMebibytes(),
                    threads,
                    (int) descriptors.count());
        }
    }

    private static String jcmd(String pid, String command) throws IOException {
        var program = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
        var process = new ProcessBuilder(program, pid, command)
                .redirectErrorStream(true)
                .start();
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    /** A row a sample, and the judgement. */
    static String page(List<Sample> samples) {
        var lines = new ArrayList<String>();
        lines.add("| s | put | read | live heap, MiB | RSS, MiB | threads | descriptors |");
        lines.add("|---|---|---|---|---|---|---|");
        samples.forEach(sample -> lines.add(row(sample)));
        var isFlat = samples.get(samples.size() - 1).isFlatAfter(samples.get(0));
        lines.add("");
        lines.add(
                isFlat
                        ? "Flat: nothing has grown since the first sample."
                        : "**Falls short**: the last sample is above the first.");
        return String.join("\n", lines) + "\n";
    }

    private static String row(Sample sample) {
        return String.format(
                Locale.ROOT,
                "| %d | %,d | %,d | %d | %d | %d | %d |",
                sample.seconds,
                sample.put,
                sample.read,
                sample.heapMib,
                sample.rssMib,
                sample.threads,
                sample.descriptors);
    }
}
