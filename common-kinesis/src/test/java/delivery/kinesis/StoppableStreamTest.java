package delivery.kinesis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import delivery.app.StopSignal;
import delivery.app.Time;
import delivery.kinesis.StreamException.Kind;
import delivery.kinesis.read.ShardReader;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class StoppableStreamTest {
    private final StopSignal stop = new StopSignal();
    private final TestStream stream = new TestStream(Time.system(), 1, false);
    private final CountDownLatch silence = new CountDownLatch(1);

    @AfterEach
    void answer() {
        silence.countDown();
    }

    @Test
    void answersAsTheStreamDoes() {
        var stoppable = new StoppableStream(stream.port, stop);
        assertThat(stoppable.describe())
                .usingRecursiveComparison()
                .ignoringFields("answeredAt")
                .isEqualTo(stream.port.describe());
        assertThat(stoppable.shards()).isEqualTo(stream.port.shards());
        stream.port.failRead(Kind.THROTTLED);
        assertThatThrownBy(() -> stoppable.read("iterator", 1))
                .isInstanceOfSatisfying(
                        StreamException.class, e -> assertThat(e.kind()).isEqualTo(Kind.THROTTLED));
    }

    /** A consumer makes millions of them. */
    @Test
    void aCallThatIsOverIsForgotten() {
        var stoppable = new StoppableStream(stream.port, stop);
        for (var call = 0; call < 10; call++) {
            stoppable.shards();
            stream.port.failRead(Kind.THROTTLED);
            assertThatThrownBy(() -> stoppable.read("iterator", 1)).isInstanceOf(StreamException.class);
        }
        assertThat(stoppable.underWay()).isZero();
    }

    @Test
    void anErrorInACallIsNoFailureOfTheStream() {
        var broken = port(() -> {
            throw new OutOfMemoryError("a test says so");
        });
        assertThatThrownBy(() -> new StoppableStream(broken, stop).shards()).isInstanceOf(OutOfMemoryError.class);
    }

    @Test
    void aReaderThatWaitsForAnAnswerEndsWhenTheProgramIsStopping() throws InterruptedException {
        var reader = new ShardReader(
                new StoppableStream(port(silence::await), stop),
                "shardId-000000000000",
                3,
                Time.system(),
                new Random(1));
        var pages = Collections.synchronizedList(new ArrayList<>());
        var thread = new Thread(() -> pages.add(reader.poll(stop)), "test");
        thread.start();
        await().until(() -> thread.getState() == Thread.State.WAITING);
        stop.stop();
        thread.join();
        assertThat(pages).containsExactly((Object) null);
    }

    @Test
    void nobodyIsAskedAnyMoreOnceTheProgramIsStopping() {
        var stoppable = new StoppableStream(stream.port, stop);
        stop.stop();
        assertThatThrownBy(stoppable::shards)
                .isInstanceOfSatisfying(
                        StreamException.class, e -> assertThat(e.kind()).isEqualTo(Kind.STOPPING));
        assertThat(stream.port.shardsCalls()).isZero();
    }

    @Test
    void whatIsPutIsWaitedForAllTheSame() {
        var stoppable = new StoppableStream(stream.port, stop);
        stop.stop();
        stoppable.put(List.of(new PutEntry(new byte[1], "key", null)));
        assertThat(stream.texts()).hasSize(1);
    }

    private interface Answer {
        void give() throws InterruptedException;
    }

    /** Every call of it does this. */
    private static KinesisStream port(Answer answer) {
        return (KinesisStream) Proxy.newProxyInstance(
                StoppableStreamTest.class.getClassLoader(),
                new Class<?>[] {KinesisStream.class},
                (proxy, method, args) -> {
                    answer.give();
                    return method.getReturnType() == String.class ? "iterator" : null;
                });
    }
}
