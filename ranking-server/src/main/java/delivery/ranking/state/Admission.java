package delivery.ranking.state;

import delivery.protocol.Message;
import delivery.protocol.Message.Failure;
import delivery.protocol.Message.Failure.Code;
import delivery.protocol.Message.Hello;
import delivery.protocol.Message.Reason;
import delivery.protocol.Message.Refused;
import delivery.protocol.Message.StreamIdentity;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Who may speak to us at all: version, token and name of the stream. */
public final class Admission {
    private static final int MAX_TEXT = 2_048;

    private final byte[] token;
    private final String streamName;

    /**
     * @param token the shared secret, empty if none is asked for
     * @param streamName the one stream to rank, null if any will do
     */
    public Admission(String token, String streamName) {
        this.token = token.getBytes(StandardCharsets.UTF_8);
        this.streamName = streamName;
    }

    /** The refusal, if there is a reason for one. */
    Optional<Message> refuse(Hello hello) {
        if (Message.VERSION < hello.versions().min()
                || Message.VERSION > hello.versions().max()) {
            return refused(
                    Reason.VERSION,
                    "this server speaks version " + Message.VERSION + ", you "
                            + hello.versions().min() + " to " + hello.versions().max() + ": use jars of one release");
        }
        // In constant time: how long it takes must not tell how much of a guess was right.
        if (token.length > 0
                && !MessageDigest.isEqual(token, hello.caller().token().getBytes(StandardCharsets.UTF_8))) {
            return refused(Reason.TOKEN, "wrong or missing token: give the --token-file of the server");
        }
        if (!isWellFormed(hello)) {
            return Optional.of(new Failure(Code.BAD_HELLO, "a Hello whose names are not names"));
        }
        if (streamName != null && !streamName.equals(hello.stream().name())) {
            return refused(
                    Reason.STREAM,
                    "this server ranks " + streamName + ", not "
                            + hello.stream().name());
        }
        return Optional.empty();
    }

    /** @param isNewer whether it may be this one, made anew */
    static Refused otherStream(StreamIdentity ranked, StreamIdentity other, boolean isNewer) {
        return new Refused(
                Reason.STREAM,
                "this server ranks " + describe(ranked) + ", you read " + describe(other)
                        + ": for another stream start another server"
                        + (isNewer
                                ? "; if this one was made anew, give --accept-loss to record the gap and go on"
                                : ""),
                List.of());
    }

    private static String describe(StreamIdentity stream) {
        return stream.arn() + " created at " + Instant.ofEpochMilli(stream.createdAtMillis());
    }

    private static Optional<Message> refused(Reason reason, String text) {
        return Optional.of(new Refused(reason, text, List.of()));
    }

    private static boolean isWellFormed(Hello hello) {
        return isName(hello.shard().shardId())
                && hello.shard().parents().stream().allMatch(Admission::isName)
                && hello.shard().expiredParents().stream().allMatch(Admission::isName)
                && hello.shard().parents().size()
                                + hello.shard().expiredParents().size()
                        <= 2
                && isText(hello.caller().holder())
                && isText(hello.stream().name())
                && isText(hello.stream().arn());
    }

    /** A shard id as Kinesis makes them. */
    static boolean isName(String text) {
        return text.matches("[a-zA-Z0-9_.-]{1,128}");
    }

    private static boolean isText(String text) {
        return !text.isEmpty() && text.length() <= MAX_TEXT && text.chars().noneMatch(Character::isISOControl);
    }
}
