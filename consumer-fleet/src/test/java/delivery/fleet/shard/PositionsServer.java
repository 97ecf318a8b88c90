package delivery.fleet.shard;

import delivery.model.Position;
import delivery.protocol.Batch;
import delivery.protocol.Message;
import delivery.protocol.Message.Ack;
import delivery.protocol.Message.EventRecord;
import delivery.protocol.Message.Fenced;
import delivery.protocol.Message.Hello;
import delivery.protocol.Message.Leave;
import delivery.protocol.Message.Reason;
import delivery.protocol.Message.Refused;
import delivery.protocol.Message.Rewind;
import delivery.protocol.Message.Welcome;
import delivery.relay.RankingPort;
import java.io.IOException;
import java.math.BigInteger;
import java.net.ConnectException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** The server's rule of positions (docs/protocol.md), in memory; what is on its disk is up to the test. */
final class PositionsServer implements RankingPort {
    final Map<String, Position> positions = new HashMap<>();
    /** As they were applied, shard by shard. */
    final Map<String, List<BigInteger>> applied = new HashMap<>();

    final List<Hello> hellos = new ArrayList<>();
    final List<Batch> batches = new ArrayList<>();
    /** Those of which another consumer has taken the shard. */
    final Set<String> taken = new HashSet<>();

    /** What it answers every Hello with that would be welcome; null to welcome. */
    Message refusal;

    boolean isDown;
    /** Everything that is applied is on disk at once; else nothing is. */
    boolean isDurable = true;

    Position position(String shardId) {
        return positions.getOrDefault(shardId, Position.TRIM_HORIZON);
    }

    List<BigInteger> applied(String shardId) {
        return applied.getOrDefault(shardId, List.of());
    }

    /** It falls back to an older state, as after a crash. */
    void forgetAfter(String shardId, int records) {
        var kept = new ArrayList<>(applied(shardId).subList(0, records));
        applied.put(shardId, kept);
        positions.put(
                shardId,
                records == 0
                        ? Position.TRIM_HORIZON
                        : Position.after(kept.get(records - 1).toString()));
    }

    @Override
    public Session connect() throws IOException {
        if (isDown) {
            throw new ConnectException("nobody there");
        }
        return new Talk();
    }

    private final class Talk implements Session {
        private Message answer;

        @Override
        public void send(Message question) throws IOException {
            if (isDown) {
                throw new IOException("broken");
            }
            if (question instanceof Hello hello) {
                hellos.add(hello);
                answer = greeted(hello);
            } else if (question instanceof Batch batch) {
                batches.add(batch);
                answer = applied(batch);
            } else {
                answer = question instanceof Leave ? null : answer;
            }
        }

        @Override
        public Message receive() {
            var given = answer;
            answer = null;
            return given;
        }

        @Override
        public void close() {
            answer = null;
        }
    }

    private Message greeted(Hello hello) {
        var shard = hello.shard();
        if (refusal != null) {
            return refusal;
        }
        var unread = shard.parents().stream()
                .filter(parent -> !position(parent).isShardEnd())
                .toList();
        if (position(shard.shardId()).isShardEnd()) {
            return new Refused(Reason.ENDED, "it has ended", List.of());
        } else if (!unread.isEmpty()) {
            return new Refused(Reason.WAIT, "its parents first", unread);
        } else if (taken.contains(shard.shardId())) {
            return new Refused(Reason.BUSY, "another has it", List.of());
        }
        return new Welcome(Message.VERSION, 1, position(shard.shardId()), 1 << 22, 15_000, 0);
    }

    private Message applied(Batch batch) {
        var shardId = batch.shardId();
        var at = position(shardId);
        if (taken.contains(shardId)) {
            return new Fenced("another/1");
        } else if (batch.after().equals(at)) {
            var all = applied.computeIfAbsent(shardId, id -> new ArrayList<>());
            Stream.concat(
                            batch.events().stream().map(EventRecord::sequenceNumber),
                            batch.rejected().stream().map(each -> new BigInteger(each.sequenceNumber())))
                    .sorted()
                    .forEach(all::add);
            positions.put(shardId, batch.to());
        } else if (batch.to().compareTo(at) > 0) {
            return new Rewind(at);
        }
        return new Ack(position(shardId), isDurable ? position(shardId) : Position.TRIM_HORIZON);
    }

    @Override
    public String toString() {
        return "127.0.0.1:8888";
    }
}
