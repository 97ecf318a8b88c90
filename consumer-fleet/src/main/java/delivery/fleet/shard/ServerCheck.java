package delivery.fleet.shard;

import delivery.app.AppException;
import delivery.protocol.Message;
import delivery.protocol.Message.Hello;
import delivery.protocol.Message.Reason;
import delivery.protocol.Message.Refused;
import delivery.protocol.Message.Terms;
import delivery.relay.ConnectionTrouble;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;

/**
 * Asks the ranking server for a shard, which is let go again, before any lease is taken: a worker whom the server will have nothing
 * of is not to take leases from others.
 */
public final class ServerCheck {
    /** A server takes as long to start. */
    static final Duration PATIENCE = Duration.ofSeconds(5);

    private static final Duration BETWEEN_TRIES = Duration.ofMillis(200);

    private ServerCheck() {}

    /** @throws AppException if it does not answer, or is another stream's */
    public static void check(FleetWorld world, String shardId) {
        var hello = Hello.of(
                world.caller(),
                world.identity(),
                ShardOrigin.of(shardId, world.stream()),
                new Terms(false, world.acceptLoss(), false));
        var until = world.clock().elapsed().plus(PATIENCE);
        do {
            try {
                judge(answer(world, hello, until));
                return;
            } catch (IOException e) {
                var trouble = ConnectionTrouble.of(e, world.server());
                if (trouble.isOfAddress() || world.clock().elapsed().compareTo(until) >= 0) {
                    throw AppException.unreachable(trouble.text());
                }
            }
        } while (world.waiter().await(BETWEEN_TRIES));
    }

    private static Message answer(FleetWorld world, Hello hello, Duration until) throws IOException {
        var session = world.server().connect();
        try {
            session.send(hello);
            while (world.clock().elapsed().compareTo(until) < 0
                    && world.waiter().await(Duration.ZERO)) {
                var answer = session.receive();
                if (answer != null) {
                    return answer;
                }
            }
            throw new SocketTimeoutException("no answer for " + PATIENCE.toSeconds() + " s");
        } finally {
            session.close();
        }
    }

    /** That somebody has the shard, or that it is read already, is as good as a welcome. */
    private static void judge(Message answer) {
        if (answer instanceof Refused refused && isForGood(refused.reason())) {
            throw AppException.failed(refused.text());
        }
    }

    private static boolean isForGood(Reason reason) {
        return reason == Reason.STREAM || reason == Reason.TOKEN || reason == Reason.VERSION;
    }
}
