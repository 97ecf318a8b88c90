package delivery.localkinesis.engine;

import static delivery.localkinesis.engine.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import delivery.app.FakeTime;
import delivery.localkinesis.api.ConsumerDescription;
import delivery.localkinesis.api.ConsumerStatus;
import delivery.localkinesis.api.IteratorType;
import delivery.localkinesis.api.KinesisError;
import delivery.localkinesis.quota.Limits;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ConsumersTest {
    private static final Duration TRANSITION = Duration.ofSeconds(1);

    private final FakeTime time = new FakeTime();
    private final Engine engine = engine(true);
    private final String arn = engine.describeStreamSummary("orders").arn();

    @Test
    void aConsumerIsCreatingThenActiveThenDeletingThenGone() {
        var registered = engine.registerStreamConsumer(arn, "app");
        assertThat(registered.arn()).matches(arn + "/consumer/app:\\d+");
        assertThat(registered.status()).isEqualTo(ConsumerStatus.CREATING);
        time.advance(TRANSITION);
        assertThat(engine.describeStreamConsumer(registered.arn(), null, null).status())
                .isEqualTo(ConsumerStatus.ACTIVE);
        engine.deregisterStreamConsumer(null, arn, "app");
        assertThat(engine.describeStreamConsumer(null, arn, "app").status()).isEqualTo(ConsumerStatus.DELETING);
        assertThat(engine.describeStreamSummary("orders").consumers()).isEqualTo(1);
        time.advance(TRANSITION);
        assertRefused(
                KinesisError.Type.ResourceNotFoundException,
                "not found",
                () -> engine.describeStreamConsumer(registered.arn(), null, null));
        assertThat(engine.describeStreamSummary("orders").consumers()).isZero();
        assertThat(engine.registerStreamConsumer(arn, "app").arn()).isNotEqualTo(registered.arn());
    }

    @Test
    void aNameIsGivenOnceAndAStreamHasTwentyConsumersFiveOfThemCreating() {
        for (int i = 0; i < Limits.STREAM_CONSUMERS; i++) {
            engine.registerStreamConsumer(arn, "app" + i);
            time.advance(TRANSITION.dividedBy(5));
        }
        time.advance(TRANSITION);
        assertRefused(
                KinesisError.Type.ResourceInUseException,
                "already exists",
                () -> engine.registerStreamConsumer(arn, "app7"));
        assertRefused(
                KinesisError.Type.LimitExceededException,
                "20 consumers",
                () -> engine.registerStreamConsumer(arn, "more"));
        engine.deregisterStreamConsumer(null, arn, "app7");
        time.advance(TRANSITION);
        engine.registerStreamConsumer(arn, "more");
    }

    @Test
    void fiveConsumersMayBeCreatingAtATime() {
        for (int i = 0; i < Limits.CONSUMERS_CREATING; i++) {
            engine.registerStreamConsumer(arn, "app" + i);
        }
        assertRefused(
                KinesisError.Type.LimitExceededException, "CREATING", () -> engine.registerStreamConsumer(arn, "app5"));
    }

    @Test
    void consumersAreListedByNameAndPage() {
        for (var name : new String[] {"b", "c", "a"}) {
            engine.registerStreamConsumer(arn, name);
        }
        var first = engine.listStreamConsumers(arn, null, 2, null);
        assertThat(first.consumers()).extracting(ConsumerDescription::name).containsExactly("a", "b");
        var second = engine.listStreamConsumers(arn, first.nextToken(), 2, null);
        assertThat(second.consumers()).extracting(ConsumerDescription::name).containsExactly("c");
        assertThat(second.nextToken()).isNull();
        time.advance(Duration.ofMillis(Limits.NEXT_TOKEN_MILLIS + 1));
        assertRefused(
                KinesisError.Type.ExpiredNextTokenException,
                "expired",
                () -> engine.listStreamConsumers(arn, first.nextToken(), 2, null));
        assertRefused(
                KinesisError.Type.InvalidArgumentException,
                "NextToken",
                () -> engine.listStreamConsumers(arn, "rubbish", 2, null));
        assertRefused(
                KinesisError.Type.InvalidArgumentException,
                "NextToken and StreamCreationTimestamp cannot be provided together",
                () -> engine.listStreamConsumers(arn, first.nextToken(), 2, time.instant()));
    }

    @Test
    void aConsumerThatIsNamedInTwoWaysIsOneOrNothingIsDone() {
        var consumer = engine.registerStreamConsumer(arn, "app").arn();
        engine.registerStreamConsumer(arn, "other");
        time.advance(TRANSITION);
        for (var names : new String[][] {{arn, "other"}, {null, "other"}, {arn + "2", "app"}, {arn + "2", null}}) {
            assertRefused(
                    KinesisError.Type.InvalidArgumentException,
                    "ConsumerARN",
                    () -> engine.describeStreamConsumer(consumer, names[0], names[1]));
            assertRefused(
                    KinesisError.Type.InvalidArgumentException,
                    "ConsumerARN",
                    () -> engine.deregisterStreamConsumer(consumer, names[0], names[1]));
        }
        assertThat(engine.describeStreamConsumer(consumer, arn, "app").status()).isEqualTo(ConsumerStatus.ACTIVE);
        assertThat(engine.describeStreamConsumer(null, arn, "other").status()).isEqualTo(ConsumerStatus.ACTIVE);
    }

    @Test
    void aFeedGivesTwoMebibytesASecondAndTheRestLater() {
        var feed = feed(engine, "app");
        for (int i = 0; i < 4; i++) {
            engine.putRecord("orders", Engines.entryOf(Limits.MIB));
            time.advance(Duration.ofSeconds(1));
        }
        assertThat(records(feed)).isEqualTo(2);
        assertThat(feed.againMillis()).isLessThan(1_000);
        time.advance(Duration.ofSeconds(1));
        assertThat(feed.againMillis()).isEqualTo(Long.MAX_VALUE);
        assertThat(records(feed)).isEqualTo(2);
        var another = feed(engine, "other");
        assertThat(records(another)).isEqualTo(2);
    }

    @Test
    void withoutLimitsAFeedGivesWhatThereIs() {
        var free = engine(false);
        var feed = feed(free, "app");
        for (int i = 0; i < 10; i++) {
            free.putRecord("orders", Engines.entryOf(Limits.MIB));
        }
        assertThat(records(feed)).isEqualTo(10);
        assertThat(feed.againMillis()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void aFeedIsCalledByPutsAndNoMoreWhenItIsClosed() {
        var feed = feed(engine, "app");
        var calls = new AtomicInteger();
        feed.onChange(calls::incrementAndGet);
        engine.putRecord("orders", Engines.entry("x"));
        assertThat(calls).hasValue(1);
        feed.close();
        engine.putRecord("orders", Engines.entry("x"));
        assertThat(calls).hasValue(1);
    }

    @Test
    void onlyAnActiveConsumerSubscribes() {
        var consumer = engine.registerStreamConsumer(arn, "app").arn();
        assertRefused(
                KinesisError.Type.ResourceInUseException,
                "CREATING",
                () -> engine.subscribe(consumer, Engines.id(0), IteratorType.LATEST, null, null));
        assertRefused(
                KinesisError.Type.ValidationException,
                "consumerARN",
                () -> engine.subscribe(arn, Engines.id(0), IteratorType.LATEST, null, null));
    }

    private Engine engine(boolean limits) {
        var made = new Engine(
                time,
                new Random(1),
                EngineOptions.DEFAULT.withTransition(TRANSITION).withLimits(limits));
        made.createActiveStream("orders", 1);
        return made;
    }

    private ShardFeed feed(Engine of, String name) {
        var consumer = of.registerStreamConsumer(arn, name).arn();
        time.advance(TRANSITION);
        return of.subscribe(consumer, Engines.id(0), IteratorType.TRIM_HORIZON, null, null);
    }

    private static int records(ShardFeed feed) {
        var records = 0;
        for (var event = feed.next(false); event != null; event = feed.next(false)) {
            records += event.page().copied().records().size();
        }
        return records;
    }
}
