package delivery.localkinesis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import delivery.localkinesis.api.NewRecord;
import delivery.localkinesis.engine.Engines;
import delivery.localkinesis.quota.Limits;
import delivery.localkinesis.shard.HashKey;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.core.SdkSystemSetting;
import software.amazon.awssdk.http.Protocol;
import software.amazon.awssdk.services.kinesis.model.ChildShard;
import software.amazon.awssdk.services.kinesis.model.ResourceInUseException;
import software.amazon.awssdk.services.kinesis.model.ResourceNotFoundException;
import software.amazon.awssdk.services.kinesis.model.ShardIteratorType;
import software.amazon.awssdk.services.kinesis.model.StartingPosition;

/** The SDK's own async client subscribes: enhanced fan-out end to end. */
@Timeout(60)
class SubscribeToShardTest {
    private static final StartingPosition TRIM_HORIZON = from(ShardIteratorType.TRIM_HORIZON);
    private static final StartingPosition LATEST = from(ShardIteratorType.LATEST);
    private static final Duration LONG = Duration.ofMinutes(5);

    private final List<AutoCloseable> opened = new ArrayList<>();
    private final AheadClock clock = new AheadClock();
    private LocalKinesis local;
    private SdkClients client;
    private String consumer;

    @AfterEach
    void stop() throws Exception {
        for (var each : opened) {
            each.close();
        }
        System.clearProperty(SdkSystemSetting.CBOR_ENABLED.property());
    }

    @ParameterizedTest
    @CsvSource({"HTTP2,false,true", "HTTP2,false,false", "HTTP2,true,true", "HTTP1_1,false,true", "HTTP1_1,true,false"})
    void whatIsPutArrivesOverEveryProtocolAndEncoding(Protocol protocol, boolean tls, boolean cbor) {
        System.setProperty(SdkSystemSetting.CBOR_ENABLED.property(), Boolean.toString(cbor));
        start(protocol, tls, true, LONG);
        put("before");
        var subscriber = subscribe(TRIM_HORIZON);
        await().untilAsserted(() -> assertThat(subscriber.texts()).containsExactly("before"));
        put("after");
        await().untilAsserted(() -> assertThat(subscriber.texts()).containsExactly("before", "after"));
        var record = subscriber.last().records().get(0);
        assertThat(record.partitionKey()).isEqualTo("key");
        assertThat(record.approximateArrivalTimestamp()).isNotNull();
        assertThat(subscriber.last().continuationSequenceNumber()).isEqualTo(record.sequenceNumber());
        assertThat(subscriber.last().millisBehindLatest()).isZero();
    }

    @Test
    void recordsArePushedWhenTheyCome() {
        start(LONG);
        var subscriber = subscribe(LATEST);
        await().until(() -> !subscriber.events().isEmpty());
        put("now");
        // Far below the interval at which a subscription says that it is empty: no timer brings it.
        await().atMost(Limits.EVENT_INTERVAL.dividedBy(2))
                .until(() -> subscriber.texts().equals(List.of("now")));
    }

    @Test
    void atTheEndOfItsLifeItEndsAndTheNextOneGoesOnWithoutLossOrRepetition() throws Exception {
        start(Duration.ofMillis(700));
        put("a");
        var first = subscribe(TRIM_HORIZON);
        first.end.get(20, TimeUnit.SECONDS);
        assertThat(first.texts()).containsExactly("a");
        put("b");
        var second = subscribe(StartingPosition.builder()
                .type(ShardIteratorType.AFTER_SEQUENCE_NUMBER)
                .sequenceNumber(first.last().continuationSequenceNumber())
                .build());
        second.end.get(20, TimeUnit.SECONDS);
        assertThat(second.texts()).containsExactly("b");
    }

    @Test
    void evenASubscriptionWithoutRecordsEndsWithAContinuation() throws Exception {
        start(Duration.ofMillis(300));
        var first = subscribe(LATEST);
        first.end.get(20, TimeUnit.SECONDS);
        put("b");
        var second = subscribe(StartingPosition.builder()
                .type(ShardIteratorType.AFTER_SEQUENCE_NUMBER)
                .sequenceNumber(first.last().continuationSequenceNumber())
                .build());
        second.end.get(20, TimeUnit.SECONDS);
        assertThat(second.texts()).containsExactly("b");
    }

    @Test
    void aSplitEndsTheParentsSubscriptionWithItsChildrenWhoGoOn() throws Exception {
        start(LONG);
        var parent = subscribe(TRIM_HORIZON);
        put("a");
        await().until(() -> parent.texts().equals(List.of("a")));
        local.engine()
                .splitShard("orders", Engines.id(0), BigInteger.TWO.pow(127).toString());
        parent.end.get(20, TimeUnit.SECONDS);
        assertThat(parent.last().continuationSequenceNumber()).isNull();
        assertThat(parent.last().childShards())
                .extracting(ChildShard::shardId)
                .containsExactly(Engines.id(1), Engines.id(2));
        assertThat(parent.last().childShards().get(0).parentShards()).containsExactly(Engines.id(0));
        var low = new Subscriber(client.kinesis, consumer, 1, TRIM_HORIZON);
        var high = new Subscriber(client.kinesis, consumer, 2, TRIM_HORIZON);
        local.engine().putRecord("orders", new NewRecord("low".getBytes(StandardCharsets.UTF_8), "key", "0"));
        local.engine()
                .putRecord(
                        "orders",
                        new NewRecord("high".getBytes(StandardCharsets.UTF_8), "key", HashKey.MAX.toString()));
        await().untilAsserted(() -> {
            assertThat(low.texts()).containsExactly("low");
            assertThat(high.texts()).containsExactly("high");
        });
        // Whoever comes to a shard that was read to its end is told so at once.
        var late = subscribe(LATEST);
        late.end.get(20, TimeUnit.SECONDS);
        assertThat(late.last().childShards()).hasSize(2);
    }

    @Test
    void aSecondSubscriptionIsRefusedForFiveSecondsAndThenTakesOver() {
        start(LONG);
        var first = subscribe(LATEST);
        await().until(() -> !first.events().isEmpty());
        var second = subscribe(LATEST);
        assertThatThrownBy(() -> second.end.get(20, TimeUnit.SECONDS)).hasCauseInstanceOf(ResourceInUseException.class);
        assertThat(first.end).isNotDone();
        clock.advance(Duration.ofMillis(Limits.RESUBSCRIBE_MILLIS));
        var third = subscribe(LATEST);
        assertThatThrownBy(() -> first.end.get(20, TimeUnit.SECONDS)).hasCauseInstanceOf(ResourceInUseException.class);
        await().until(() -> !third.events().isEmpty());
        put("mine");
        await().untilAsserted(() -> assertThat(third.texts()).containsExactly("mine"));
        assertThat(first.texts()).isEmpty();
    }

    @Test
    void aCancelledSubscriptionStillTakesItsFiveSeconds() {
        start(LONG);
        var first = subscribe(LATEST);
        await().until(() -> !first.events().isEmpty());
        first.cancel();
        assertThatThrownBy(() -> subscribe(LATEST).end.get(20, TimeUnit.SECONDS))
                .hasCauseInstanceOf(ResourceInUseException.class);
        clock.advance(Duration.ofMillis(Limits.RESUBSCRIBE_MILLIS));
        var next = subscribe(TRIM_HORIZON);
        put("x");
        await().untilAsserted(() -> assertThat(next.texts()).containsExactly("x"));
    }

    @Test
    void aDeregisteredConsumersSubscriptionEnds() {
        start(LONG);
        var subscriber = subscribe(LATEST);
        await().until(() -> !subscriber.events().isEmpty());
        client.kinesis.deregisterStreamConsumer(r -> r.consumerARN(consumer)).join();
        assertThatThrownBy(() -> subscriber.end.get(20, TimeUnit.SECONDS))
                .hasCauseInstanceOf(ResourceNotFoundException.class);
    }

    @Test
    void aDeletedStreamsSubscriptionsEnd() {
        start(LONG);
        var subscriber = subscribe(LATEST);
        await().until(() -> !subscriber.events().isEmpty());
        assertThatThrownBy(() ->
                        client.kinesis.deleteStream(r -> r.streamName("orders")).join())
                .hasCauseInstanceOf(ResourceInUseException.class);
        client.kinesis
                .deleteStream(r -> r.streamName("orders").enforceConsumerDeletion(true))
                .join();
        assertThatThrownBy(() -> subscriber.end.get(20, TimeUnit.SECONDS))
                .hasCauseInstanceOf(ResourceNotFoundException.class);
    }

    @Test
    void whatIsWrongWithTheCallIsAnOrdinaryRefusal() {
        start(LONG);
        assertThatThrownBy(() -> new Subscriber(client.kinesis, consumer + "1", 0, LATEST).end.join())
                .hasCauseInstanceOf(ResourceNotFoundException.class);
        assertThatThrownBy(() -> new Subscriber(client.kinesis, consumer, 1, LATEST).end.join())
                .hasCauseInstanceOf(ResourceNotFoundException.class);
    }

    @Test
    void aLongBacklogArrivesWholeAndInOrder() throws Exception {
        start(Protocol.HTTP2, false, false, LONG);
        var expected = new ArrayList<String>();
        var entries = new ArrayList<NewRecord>();
        for (int i = 0; i < 400; i++) {
            var text = i + "-" + "x".repeat(20_000);
            expected.add(text);
            entries.add(Engines.entry(text));
        }
        local.engine().putRecords("orders", entries);
        var subscriber = subscribe(TRIM_HORIZON);
        await().atMost(Duration.ofSeconds(30)).until(() -> subscriber.texts().size() == 400);
        assertThat(subscriber.texts()).isEqualTo(expected);
    }

    private void start(Duration life) {
        start(Protocol.HTTP2, false, true, life);
    }

    private void start(Protocol protocol, boolean tls, boolean limits, Duration life) {
        var builder =
                LocalKinesis.builder()
                        .clock(clock)
                        .transition(Duration.ZERO)
                        .limits(limits)
                        .subscriptionLife(life)
                        .stream("orders", 1);
        local = (tls ? builder.tls() : builder).start();
        client = new SdkClients(tls ? local.tlsEndpoint().orElseThrow() : local.endpoint(), protocol);
        // The server first: the SDK's client waits in vain for a thread of its own if it is closed with streams open.
        opened.add(local);
        opened.add(client);
        var arn = local.engine().describeStreamSummary("orders").arn();
        consumer = client.kinesis
                .registerStreamConsumer(r -> r.streamARN(arn).consumerName("app"))
                .join()
                .consumer()
                .consumerARN();
    }

    private Subscriber subscribe(StartingPosition from) {
        return new Subscriber(client.kinesis, consumer, 0, from);
    }

    private void put(String data) {
        local.engine().putRecord("orders", Engines.entry(data));
    }

    private static StartingPosition from(ShardIteratorType type) {
        return StartingPosition.builder().type(type).build();
    }

    /** The system's, moved ahead by hand. */
    private static final class AheadClock implements InstantSource {
        private volatile Duration ahead = Duration.ZERO;

        @Override
        public Instant instant() {
            return Instant.now().plus(ahead);
        }

        void advance(Duration duration) {
            ahead = ahead.plus(duration);
        }
    }
}
