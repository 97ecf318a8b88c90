package delivery.bench.kinesis;

import delivery.bench.compare.Bench;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;

/** The loads, each bounded in amount and in time. */
final class Load {
    static final int BATCHES_IN_FLIGHT = 2;
    static final int SINGLES_IN_FLIGHT = 8;

    private static final byte[] FAILED = "\"FailedRecordCount\":".getBytes(StandardCharsets.UTF_8);
    static final byte[] ITERATOR = "\"ShardIterator\":\"".getBytes(StandardCharsets.UTF_8);
    static final byte[] NEXT = "\"NextShardIterator\":\"".getBytes(StandardCharsets.UTF_8);
    static final byte[] RECORD = "\"PartitionKey\":".getBytes(StandardCharsets.UTF_8);

    private final Emulator emulator;

    Load(Emulator emulator) {
        this.emulator = emulator;
    }

    /** PutRecords of 500, two in flight; counts records. */
    Throughput putBatches(String stream, long records, double maxSeconds) throws IOException {
        var tickets = new AtomicLong(records / Requests.RECORDS_PER_CALL);
        return measure(
                BATCHES_IN_FLIGHT,
                (worker, until) -> {
                    var request = Requests.putRecords(stream, worker);
                    long done = 0;
                    try (var connection = emulator.connect()) {
                        while (System.nanoTime() < until && tickets.getAndDecrement() > 0) {
                            connection.call(request);
                            done += Requests.RECORDS_PER_CALL - connection.number(FAILED);
                        }
                    }
                    return done;
                },
                maxSeconds);
    }

    /** PutRecord, eight in flight; counts calls. */
    Throughput putSingles(String stream, long calls, double maxSeconds) throws IOException {
        var tickets = new AtomicLong(calls);
        return measure(
                SINGLES_IN_FLIGHT,
                (worker, until) -> {
                    var requests = new byte[Requests.SHARDS][];
                    for (int shard = 0; shard < requests.length; shard++) {
                        requests[shard] = Requests.putRecord(stream, shard, worker);
                    }
                    long done = 0;
                    try (var connection = emulator.connect()) {
                        while (System.nanoTime() < until && tickets.getAndDecrement() > 0) {
                            connection.call(requests[(int) (done % requests.length)]);
                            done++;
                        }
                    }
                    return done;
                },
                maxSeconds);
    }

    /** Everything there is, by a reader a shard; counts records. */
    Throughput drain(String stream, double maxSeconds) throws IOException {
        return measure(
                Requests.SHARDS,
                (shard, until) -> {
                    long done = 0;
                    try (var connection = emulator.connect()) {
                        connection.call(Requests.shardIterator(stream, shard));
                        var iterator = connection.string(ITERATOR);
                        for (var read = 1; read > 0 && System.nanoTime() < until; done += read) {
                            connection.call(Requests.getRecords(iterator));
                            read = connection.count(RECORD, Requests.DATA_BYTES);
                            iterator = connection.string(NEXT);
                        }
                    }
                    return done;
                },
                maxSeconds);
    }

    /** What came of a load that was more than the quotas. */
    record Overload(double sentPerSecond, double acceptedPerSecond, long refusedEntries, long failedCalls) {}

    /**
     * PutRecords at a steady rate, counted over whole seconds that begin half a second after one of the quota's: what
     * is given at a second's start is used up long before a count begins or ends.
     */
    Overload overload(String stream, int recordsPerSecond, int seconds) throws IOException {
        var request = Requests.putRecords(stream, 1);
        var interval = 1_000_000_000L * Requests.RECORDS_PER_CALL / recordsPerSecond;
        long sent = 0;
        long refused = 0;
        long failedCalls = 0;
        try (var connection = emulator.connect()) {
            var start = System.nanoTime();
            var countFrom = start + 1_500_000_000L;
            var countTo = countFrom + seconds * 1_000_000_000L;
            for (var next = start; next < countTo; next += interval) {
                Bench.pause(Math.max(0, (next - System.nanoTime()) / 1_000_000));
                var status = connection.send(request);
                if (next < countFrom) {
                    continue;
                }
                sent += Requests.RECORDS_PER_CALL;
                if (status == 200) {
                    refused += connection.number(FAILED);
                } else {
                    failedCalls++;
                }
            }
        }
        return new Overload(sent / (double) seconds, (sent - refused) / (double) seconds, refused, failedCalls);
    }

    private interface Worker {
        long work(int number, long untilNanos) throws IOException;
    }

    private Throughput measure(int workers, Worker worker, double maxSeconds) throws IOException {
        var threads = Executors.newFixedThreadPool(workers);
        try {
            var cpuBefore = emulator.cpuSeconds();
            var from = System.nanoTime();
            var until = from + (long) (maxSeconds * 1e9);
            var tasks = new ArrayList<Callable<Long>>();
            for (int i = 0; i < workers; i++) {
                var number = i;
                tasks.add(() -> worker.work(number, until));
            }
            long count = 0;
            for (var task : threads.invokeAll(tasks)) {
                count += task.get();
            }
            var seconds = (System.nanoTime() - from) / 1e9;
            return new Throughput(count, seconds, emulator.cpuSeconds() - cpuBefore);
        } catch (ExecutionException e) {
            throw new IOException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } finally {
            threads.shutdownNow();
        }
    }
}
