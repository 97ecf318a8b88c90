package delivery.kinesis.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import delivery.app.StopSignal;
import delivery.kinesis.FanOut.Subscription;
import delivery.kinesis.PatientCalls;
import delivery.kinesis.PutEntry;
import delivery.kinesis.RecordPage;
import delivery.kinesis.StreamException;
import delivery.kinesis.StreamException.Kind;
import delivery.localkinesis.LocalKinesis;
import delivery.model.Position;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is sent by a service over HTTP. */
@Timeout(60)
class SdkFanOutTest {
    private static final String SHARD = "shardId-000000000000";

    private LocalKinesis kinesis;
    private SdkStream stream;
    private SdkFanOut fanOut;

    @BeforeEach
    void start() {
        kinesis = LocalKinesis.builder().stream("orders", 1).start();
        stream =
                SdkStream.open("orders", SdkStreamTest.access(kinesis.endpoint().toString()));
        fanOut = register("reader");
    }

    @AfterEach
    void stop() {
        fanOut.close();
        stream.close();
        kinesis.close();
    }

    @Test
    void whatIsThereComesAndThenWhatArrives() {
        put("a");
        try (var sent = fanOut.subscribe(SHARD, Position.TRIM_HORIZON)) {
            var first = await(sent, page -> !page.records().isEmpty());
            assertThat(texts(first)).containsExactly("a");
            assertThat(first.nextIterator()).isNotNull();
            assertThat(first.answeredAt()).isNotNull().isBefore(Instant.now().plusSeconds(1));
            put("b");
            assertThat(texts(await(sent, page -> !page.records().isEmpty()))).containsExactly("b");
        }
    }

    @Test
    void afterAPositionComesWhatFollowsIt() {
        put("a");
        put("b");
        var a = stream.read(stream.iterator(SHARD, Position.TRIM_HORIZON), 1)
                .records()
                .get(0);
        try (var sent = fanOut.subscribe(SHARD, Position.after(a.sequenceNumber()))) {
            assertThat(texts(await(sent, page -> !page.records().isEmpty()))).containsExactly("b");
        }
    }

    @Test
    void theEndOfAShardNamesItsChildren() {
        put("a");
        stream.control().split(SHARD, BigInteger.ONE.shiftLeft(127));
        try (var sent = fanOut.subscribe(SHARD, Position.TRIM_HORIZON)) {
            var last = await(sent, page -> page.nextIterator() == null);
            assertThat(last.children())
                    .hasSize(2)
                    .allSatisfy(child -> assertThat(child.parents()).containsExactly(SHARD));
        }
    }

    @Test
    void whoIsAskedAgainTooSoonSaysSo() {
        try (var first = fanOut.subscribe(SHARD, Position.TRIM_HORIZON)) {
            await(first, page -> true);
            var second = fanOut.subscribe(SHARD, Position.TRIM_HORIZON);
            assertThatThrownBy(() -> await(second, page -> false))
                    .isInstanceOfSatisfying(
                            StreamException.class, e -> assertThat(e.kind()).isEqualTo(Kind.IN_USE))
                    .hasMessageContaining("same --fan-out name");
        }
    }

    @Test
    void aConsumerThatIsRegisteredIsUsedAsItIs() {
        try (var again = register("reader");
                var sent = again.subscribe(SHARD, Position.TRIM_HORIZON)) {
            assertThat(await(sent, page -> true).records()).isEmpty();
        }
        assertThat(kinesis.engine()
                        .listStreamConsumers(stream.describe().arn(), null, 10, null)
                        .consumers())
                .hasSize(1);
    }

    @Test
    void aServiceThatIsGoneIsAFailureAndNoEnd() {
        var sent = fanOut.subscribe(SHARD, Position.TRIM_HORIZON);
        await(sent, page -> true);
        kinesis.close();
        assertThatThrownBy(() -> await(sent, page -> false))
                .isInstanceOfSatisfying(
                        StreamException.class, e -> assertThat(e.mayPass()).isTrue());
        var next = fanOut.subscribe(SHARD, Position.TRIM_HORIZON);
        assertThatThrownBy(() -> await(next, page -> false))
                .isInstanceOfSatisfying(
                        StreamException.class, e -> assertThat(e.mayPass()).isTrue());
    }

    private static RecordPage await(Subscription sent, Predicate<RecordPage> wanted) {
        while (!sent.isOver()) {
            var page = sent.next(Duration.ofSeconds(1));
            if (page != null && wanted.test(page)) {
                return page;
            }
        }
        throw new AssertionError("it is over");
    }

    private SdkFanOut register(String name) {
        return stream.fanOut(stream.describe().arn(), name, new PatientCalls(new StopSignal()));
    }

    private void put(String text) {
        stream.put(List.of(new PutEntry(text.getBytes(StandardCharsets.UTF_8), "k", null)));
    }

    private static List<String> texts(RecordPage page) {
        var texts = new ArrayList<String>();
        page.records().forEach(record -> texts.add(new String(record.data(), StandardCharsets.UTF_8)));
        return texts;
    }
}
