package delivery.ranking.state;

import delivery.protocol.Message;
import delivery.protocol.Message.Caller;
import delivery.protocol.Message.Hello;
import delivery.protocol.Message.ShardIdentity;
import delivery.protocol.Message.StreamIdentity;
import delivery.protocol.Message.Terms;
import delivery.protocol.Message.Versions;
import java.math.BigInteger;
import java.util.List;

/** First frames for tests. Each setter changes this object and gives it back. */
public final class Hellos {
    public static final StreamIdentity STREAM = new StreamIdentity(
            "DeliveryStream", "arn:aws:kinesis:eu-west-1:000000000000:stream/DeliveryStream", 1_767_225_000_000L);

    /** The stream that had the name before. */
    public static StreamIdentity older() {
        return new StreamIdentity(STREAM.name(), STREAM.arn(), STREAM.createdAtMillis() - 3_600_000);
    }

    private static final BigInteger KEYS = BigInteger.TWO.pow(128);

    private final String shardId;
    private Versions versions = new Versions(Message.VERSION, Message.VERSION);
    private String token = "";
    private StreamIdentity stream = STREAM;
    private List<String> parents = List.of();
    private List<String> expiredParents = List.of();
    private String firstKey = "0";
    private String lastKey = KEYS.subtract(BigInteger.ONE).toString();
    private String holder = "host/1";
    private boolean takeover;
    private boolean acceptLoss;
    private boolean share;

    private Hellos(String shardId) {
        this.shardId = shardId;
    }

    /** Of a shard that has all keys of the stream. */
    public static Hellos of(String shardId) {
        return new Hellos(shardId);
    }

    public Hellos versions(int min, int max) {
        versions = new Versions(min, max);
        return this;
    }

    public Hellos token(String secret) {
        token = secret;
        return this;
    }

    public Hellos stream(StreamIdentity identity) {
        stream = identity;
        return this;
    }

    public Hellos parents(String... ids) {
        parents = List.of(ids);
        return this;
    }

    Hellos expiredParents(String... ids) {
        expiredParents = List.of(ids);
        return this;
    }

    /** The n-th of {@code of} equal parts of the stream, from 0. */
    public Hellos part(int n, int of) {
        return keys(
                key(n, of).toString(), key(n + 1, of).subtract(BigInteger.ONE).toString());
    }

    Hellos keys(String first, String last) {
        firstKey = first;
        lastKey = last;
        return this;
    }

    private static BigInteger key(int n, int of) {
        return KEYS.multiply(BigInteger.valueOf(n)).divide(BigInteger.valueOf(of));
    }

    public Hellos holder(String name) {
        holder = name;
        return this;
    }

    public Hellos takeover() {
        takeover = true;
        return this;
    }

    public Hellos acceptLoss() {
        acceptLoss = true;
        return this;
    }

    Hellos share() {
        share = true;
        return this;
    }

    public Hello hello() {
        return new Hello(
                versions,
                new Caller(holder, token),
                stream,
                new ShardIdentity(shardId, parents, firstKey, lastKey, expiredParents),
                new Terms(takeover, acceptLoss, share));
    }
}
