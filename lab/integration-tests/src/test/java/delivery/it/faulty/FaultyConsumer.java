package delivery.it.faulty;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.retries.DefaultRetryStrategy;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.model.Shard;

/**
 * {@code FaultyConsumer [FAULT]}: a consumer for the verifier, with leases and checkpoints in {@code VERIFY_DIR}, that reads a parent to
 * its end before its children. Several share the shards.
 */
public final class FaultyConsumer {
    private static final long LIST_MILLIS = 100;

    private final Fault fault;
    private final String stream = System.getenv("STREAM_NAME");
    private final CountDownLatch stop = new CountDownLatch(1);
    private final ServiceClock clock = new ServiceClock();
    private final Leases leases;
    private final Records records;
    private final KinesisClient kinesis;
    private final Map<String, ShardReading> readings = new HashMap<>();
    private final Map<String, Thread> threads = new HashMap<>();
    private List<Shard> shards = List.of();
    private boolean listed;
    private boolean listsNoMore;

    private FaultyConsumer(Fault fault) {
        this.fault = fault;
        leases = new Leases(Path.of(System.getenv("VERIFY_DIR")), fault, clock);
        records = new Records(fault);
        kinesis = KinesisClient.builder()
                .httpClient(UrlConnectionHttpClient.create())
                .overrideConfiguration(how ->
                        how.retryStrategy(DefaultRetryStrategy.doNotRetry()).apiCallTimeout(Duration.ofSeconds(20)))
                .build();
    }

    /** Reads until SIGTERM. */
    public static void main(String[] arguments) throws InterruptedException {
        var consumer = new FaultyConsumer(arguments.length == 0 ? Fault.NONE : Fault.of(arguments[0]));
        var reading = Thread.currentThread();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            consumer.stop.countDown();
            try {
                reading.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }));
        consumer.read();
    }

    private void read() throws InterruptedException {
        do {
            list();
            shards.forEach(this::begin);
        } while (!stop.await(LIST_MILLIS, TimeUnit.MILLISECONDS));
        for (var thread : threads.values()) {
            thread.join();
        }
    }

    private void list() {
        if (listsNoMore) {
            return;
        }
        try {
            var all = new ArrayList<Shard>();
            var page = kinesis.listShards(list -> list.streamName(stream).maxResults(10));
            clock.heard(page);
            all.addAll(page.shards());
            while (page.nextToken() != null && fault != Fault.FIRST_LIST_PAGE) {
                var next = page.nextToken();
                page = kinesis.listShards(list -> list.nextToken(next).maxResults(10));
                all.addAll(page.shards());
            }
            shards = all;
            listed = true;
            listsNoMore = fault == Fault.CHILDREN_SKIPPED;
        } catch (SdkException e) {
            System.err.println("ListShards: " + e.getMessage());
            listsNoMore = listed && fault == Fault.LIST_ERROR_FINAL;
        }
    }

    private void begin(Shard shard) {
        var id = shard.shardId();
        if (fault == Fault.ONE_PARENT && shard.adjacentParentShardId() != null) {
            var parent = readings.get(shard.adjacentParentShardId());
            if (parent != null) {
                parent.leave();
            }
        }
        if (fault == Fault.CLOSED_SKIPPED && shard.sequenceNumberRange().endingSequenceNumber() != null) {
            return;
        }
        boolean runs = threads.containsKey(id) && threads.get(id).isAlive();
        if (runs || leases.lease(id).position().equals(Leases.END) || !isNext(shard) || !leases.take(id)) {
            return;
        }
        var reading = new ShardReading(kinesis, stream, id, leases, records, fault, clock, stop);
        readings.put(id, reading);
        var thread = new Thread(reading, id);
        threads.put(id, thread);
        thread.start();
    }

    /** Whether its parents, if they are still there, have been read to their ends. */
    private boolean isNext(Shard shard) {
        return done(shard.parentShardId()) && (fault == Fault.ONE_PARENT || done(shard.adjacentParentShardId()));
    }

    private boolean done(String parent) {
        if (fault == Fault.CLOSED_SKIPPED || fault == Fault.CHILDREN_AT_ONCE) {
            return true; // there is nothing to wait for
        }
        return parent == null
                || shards.stream().noneMatch(shard -> shard.shardId().equals(parent))
                || leases.lease(parent).position().equals(Leases.END);
    }
}
