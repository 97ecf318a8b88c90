package delivery.ranking.state;

import static org.assertj.core.api.Assertions.assertThat;

import delivery.model.OrderEvent;
import delivery.model.Position;
import delivery.protocol.Message;
import delivery.protocol.Message.Ack;
import delivery.protocol.Message.Welcome;
import java.math.BigInteger;
import java.util.Collection;
import java.util.List;

/** Brings one shard to a state, without a socket between. Each of its batches is of as many records as it has. */
public final class DirectConsumer {
    private final RankingState state;
    private final String shardId;
    private final long epoch;
    private final long readThroughMillis;
    private Position position;

    public DirectConsumer(RankingState state, Hellos hello) {
        this.state = state;
        shardId = hello.hello().shard().shardId();
        var answer = state.greet(hello.hello()).answer();
        assertThat(answer).isInstanceOf(Welcome.class);
        epoch = ((Welcome) answer).epoch();
        readThroughMillis = ((Welcome) answer).readThroughMillis();
        position = ((Welcome) answer).position();
    }

    /** A batch that goes on from here; give it where it leads to. */
    public Batches batch() {
        return Batches.of(shardId, epoch, position);
    }

    public Message bring(Batches batch) {
        var answer = state.apply(batch.batch());
        if (answer instanceof Ack ack) {
            position = ack.applied();
        }
        return answer;
    }

    public void bring(OrderEvent... events) {
        bring(List.of(events));
    }

    public void bring(Collection<? extends OrderEvent> events) {
        assertThat(bring(batch().events(events).to(next(events.size())))).isInstanceOf(Ack.class);
    }

    /** The position that many records on. */
    public Position next(int records) {
        return new Position(
                Position.Kind.AFTER, position.sequenceNumber().add(BigInteger.valueOf(Math.max(1, records))));
    }

    Position position() {
        return position;
    }

    /** As it was told in the beginning. */
    long readThroughMillis() {
        return readThroughMillis;
    }

    public long epoch() {
        return epoch;
    }
}
