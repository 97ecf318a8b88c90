package delivery.relay;

import delivery.kinesis.Shard;
import java.util.List;

/** How a relay ended. */
public sealed interface Outcome {
    /** @param children as the stream told them; empty if the server already knew that the shard has ended */
    record ShardEnded(List<Shard> children) implements Outcome {}

    /** Left to another consumer, as the server asked. */
    record Released() implements Outcome {}

    /** Someone else has the shard. */
    record Lost(String text) implements Outcome {}

    /** The server will not have this shard of us, now or later. */
    record Rejected(String text) implements Outcome {}

    /** The server will have nothing of us. */
    record TurnedAway(String text) implements Outcome {}

    /** Nobody answered for as long as this relay may try. */
    record Unreachable(String text) implements Outcome {}
}
