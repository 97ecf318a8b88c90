package delivery.it;

import delivery.model.Decoded;
import delivery.model.EventDecoder;
import delivery.model.OrderAssigned;
import delivery.model.OrderCompleted;
import delivery.model.OrderCreated;
import delivery.model.OrderEvent;
import delivery.model.OrderId;
import delivery.model.SourceProgress;
import java.net.URI;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.model.Record;
import software.amazon.awssdk.services.kinesis.model.ShardIteratorType;

/**
 * All that is on the stream, read through the API of AWS and folded by identity: what the ranking has to agree with. Of
 * the path that it judges it shares nothing but the events' decoder.
 */
final class StreamLedger {
    /** Events and progress of one source. */
    static final class Source {
        private final Set<Long> numbers = new HashSet<>();
        private long acknowledged;

        long events() {
            return numbers.size();
        }

        /** Of the events that it had acknowledged those that are not on the stream. */
        long lost() {
            return acknowledged
                    - numbers.stream().filter(number -> number <= acknowledged).count();
        }
    }

    private final EventDecoder decoder = new EventDecoder();
    private final Map<String, Long> recordsByShard = new TreeMap<>();
    private final Map<String, Source> sources = new HashMap<>();
    private final Map<OrderId, OrderCreated> created = new HashMap<>();
    private final Map<OrderId, OrderAssigned> assigned = new HashMap<>();
    private final Map<OrderId, OrderCompleted> completed = new HashMap<>();
    private final Set<OrderId> createdTwice = new HashSet<>();
    private final Set<OrderId> assignedTwice = new HashSet<>();
    private final Set<OrderId> completedTwice = new HashSet<>();
    private long control;
    private long rejected;

    private StreamLedger() {}

    /** Every shard, closed ones too, from the oldest record to the tip; nobody may be writing. */
    static StreamLedger read(URI endpoint, String stream) {
        var ledger = new StreamLedger();
        try (var client = KinesisClient.builder()
                .endpointOverride(endpoint)
                .region(Region.US_EAST_1)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("test", "test")))
                .httpClient(UrlConnectionHttpClient.create())
                .overrideConfiguration(config -> config.retryStrategy(retry -> retry.maxAttempts(20)))
                .build()) {
            for (var shard :
                    client.listShards(request -> request.streamName(stream)).shards()) {
                ledger.readShard(client, stream, shard.shardId());
            }
        }
        return ledger;
    }

    private void readShard(KinesisClient client, String stream, String shardId) {
        recordsByShard.put(shardId, 0L);
        var iterator = client.getShardIterator(request ->
                        request.streamName(stream).shardId(shardId).shardIteratorType(ShardIteratorType.TRIM_HORIZON))
                .shardIterator();
        var atTip = false;
        while (iterator != null && !atTip) {
            var from = iterator;
            var page = client.getRecords(request -> request.shardIterator(from));
            page.records().forEach(record -> add(shardId, record));
            iterator = page.nextShardIterator();
            atTip = page.millisBehindLatest() == 0;
        }
    }

    private void add(String shardId, Record record) {
        recordsByShard.merge(shardId, 1L, Long::sum);
        var arrivedAt = record.approximateArrivalTimestamp().toEpochMilli();
        if (!(decoder.decode(record.data().asByteArray(), arrivedAt) instanceof Decoded.Event decoded)) {
            rejected++;
        } else if (decoded.event() instanceof SourceProgress progress) {
            control++;
            var source = source(progress.source());
            source.acknowledged = Math.max(source.acknowledged, progress.acknowledged());
        } else {
            var event = (OrderEvent) decoded.event();
            source(event.source()).numbers.add(event.number());
            event.accept(new Fold());
        }
    }

    private Source source(String name) {
        return sources.computeIfAbsent(name, key -> new Source());
    }

    private final class Fold implements OrderEvent.Visitor<Void> {
        @Override
        public Void created(OrderCreated event) {
            return fold(event, created, createdTwice);
        }

        @Override
        public Void assigned(OrderAssigned event) {
            return fold(event, assigned, assignedTwice);
        }

        @Override
        public Void completed(OrderCompleted event) {
            return fold(event, completed, completedTwice);
        }

        /** A copy says the same, number and source included; whatever else has this identity was produced a second time. */
        private <E extends OrderEvent> Void fold(E event, Map<OrderId, E> known, Set<OrderId> twice) {
            var first = known.putIfAbsent(event.orderId(), event);
            if (first != null && !first.equals(event)) {
                twice.add(event.orderId());
            }
            return null;
        }
    }

    Map<String, Long> recordsByShard() {
        return recordsByShard;
    }

    Map<String, Source> sources() {
        return sources;
    }

    long records() {
        return recordsByShard.values().stream().mapToLong(Long::longValue).sum();
    }

    long control() {
        return control;
    }

    long rejected() {
        return rejected;
    }

    long created() {
        return created.size();
    }

    long createdPrice() {
        return price(created);
    }

    long assigned() {
        return assigned.size();
    }

    long completed() {
        return completed.size();
    }

    long completedPrice() {
        return price(completed);
    }

    /** What was put again after a lost answer. */
    long duplicates() {
        return records() - control - rejected - events();
    }

    /** By identity. */
    long events() {
        return created() + assigned() + completed();
    }

    /** Identities that were produced a second time, not copied: two drivers for one order, two deliveries. */
    long conflicts() {
        return createdTwice.size() + assignedTwice.size() + completedTwice.size();
    }

    long assignedTwice() {
        return assignedTwice.size();
    }

    long completedTwice() {
        return completedTwice.size();
    }

    /** Orders that an earlier driver process took, and that nobody has delivered. */
    long stuck(String lastDriverSource) {
        return assigned.values().stream()
                .filter(order -> !order.source().equals(lastDriverSource))
                .filter(order -> !completed.containsKey(order.orderId()))
                .count();
    }

    private static long price(Map<OrderId, ? extends OrderEvent> events) {
        return events.values().stream().mapToLong(OrderEvent::price).sum();
    }
}
