package delivery.ranking;

import delivery.protocol.Message;
import delivery.protocol.Message.Batch;
import delivery.protocol.Message.Hello;
import java.time.Instant;

/** The ranking server's state without its threads, its sockets and its page. */
public final class RankingSteps {
    private final RankingState state;

    /** An answer to a Hello, and the epoch that loses its shard by it (0: none). */
    public record Greeted(Message answer, long fencedEpoch) {}

    private RankingSteps(RankingState state) {
        this.state = state;
    }

    /** A server that knows nothing. */
    public static RankingSteps empty(Instant now) {
        return new RankingSteps(new RankingState(new Admission("", null), 600, now));
    }

    public Greeted greet(Hello hello, Instant now) {
        state.advanceTo(now);
        var greeting = state.greet(hello);
        return new Greeted(greeting.answer(), greeting.fencedEpoch());
    }

    public Message apply(Batch batch, Instant now) {
        state.advanceTo(now);
        return state.apply(batch);
    }

    public void leave(String shardId, long epoch) {
        state.leave(shardId, epoch);
    }

    /** All that it shows. */
    public Figures figures(Instant now) {
        state.advanceTo(now);
        return new Figures(state.picture());
    }
}
