package delivery.localkinesis.engine;

import delivery.localkinesis.api.KinesisError;
import delivery.localkinesis.api.NewRecord;
import delivery.localkinesis.quota.Limits;
import delivery.localkinesis.shard.HashKey;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What the engine needs of those who call it without the wire, in the words of the service model. */
public final class RequestRules {
    private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9_.-]+");
    private static final int NAME_LENGTH = 128;

    private static final Pattern STREAM_ARN = Pattern.compile("arn:aws.*:kinesis:.*:\\d{12}:stream/\\S+");
    private static final Pattern KEY = Pattern.compile("arn:aws.*:kms:.*:\\d{12}:(key|alias)/.+|alias/.+"
            + "|mrk-\\p{XDigit}{32}|\\p{XDigit}{8}(-\\p{XDigit}{4}){3}-\\p{XDigit}{12}");
    /** Of ExplicitHashKey and NewStartingHashKey in the API reference; more than 2^128 still passes it. */
    private static final Pattern HASH_KEY = Pattern.compile("0|([1-9]\\d{0,38})");

    private RequestRules() {}

    static Matcher checkForm(Pattern form, String text, String member) {
        var matcher = form.matcher(text);
        if (!matcher.matches()) {
            throw KinesisError.constraint(
                    text, member, "Member must satisfy regular expression pattern: " + form.pattern());
        }
        return matcher;
    }

    static void checkStreamArn(String arn, String member) {
        checkForm(STREAM_ARN, arn, member);
    }

    /**
     * Who asks for what another account has needs its leave, and there is none here.
     *
     * @param arn of a stream or a consumer; or null
     */
    public static void checkAccount(String operation, @Nullable String arn) {
        if (arn == null || arn.contains(":" + Account.ID + ":")) {
            return;
        }
        throw new KinesisError(
                KinesisError.Type.AccessDeniedException,
                "User: arn:aws:iam::" + Account.ID + ":user/local-kinesis is not authorized to perform: kinesis:"
                        + operation + " on resource: " + arn + " because no resource-based policy allows the kinesis:"
                        + operation + " action");
    }

    /** Of a KMS key: its id, its ARN, or the name or ARN of an alias; whatever has that form is taken for one. */
    static void checkKey(String keyId) {
        if (!KEY.matcher(keyId).matches()) {
            throw new KinesisError(KinesisError.Type.KMSNotFoundException, "Invalid keyId " + keyId);
        }
    }

    private static void checkStreamName(String name) {
        checkForm(NAME, name, "streamName");
    }

    static void checkNewStream(String name, int shards) {
        required(name, "streamName");
        if (name.isEmpty() || name.length() > NAME_LENGTH) {
            throw KinesisError.constraint(name, "streamName", "Member must have length between 1 and " + NAME_LENGTH);
        }
        checkStreamName(name);
        if (shards < 1) {
            throw KinesisError.constraint(shards, "shardCount", "Member must have value greater than or equal to 1");
        }
    }

    static void checkRecords(List<NewRecord> entries) {
        if (entries.isEmpty() || entries.size() > Limits.PUT_RECORDS) {
            throw KinesisError.constraint(
                    "[" + entries.size() + " records]",
                    "records",
                    "Member must have length "
                            + (entries.isEmpty()
                                    ? "greater than or equal to 1"
                                    : "less than or equal to " + Limits.PUT_RECORDS));
        }
        for (int i = 0; i < entries.size(); i++) {
            checkMembers(entries.get(i), "records." + (i + 1) + ".member.");
        }
    }

    /** @param path what the members' names are put behind, for the message */
    static void checkMembers(NewRecord entry, String path) {
        required(entry.data(), path + "data");
        var key = required(entry.partitionKey(), path + "partitionKey");
        if (key.isEmpty()) {
            throw KinesisError.constraint(
                    key, path + "partitionKey", "Member must have length greater than or equal to 1");
        }
        // Characters, not UTF-16 units: a key of 256 emoji is as good as any.
        if (key.length() > Limits.PARTITION_KEY_LENGTH
                && key.codePointCount(0, key.length()) > Limits.PARTITION_KEY_LENGTH) {
            throw KinesisError.constraint(
                    key,
                    path + "partitionKey",
                    "Member must have length less than or equal to " + Limits.PARTITION_KEY_LENGTH);
        }
    }

    static void checkSize(int bytes, int maxBytes, String path) {
        if (bytes > maxBytes) {
            throw KinesisError.invalid("Record size of " + bytes + " bytes (data and partition key) at '" + path
                    + "' is greater than the maximum record size of " + maxBytes + " bytes.");
        }
    }

    /** Null if it is beyond all hash keys. */
    static @Nullable HashKey splitKey(String text) {
        checkForm(HASH_KEY, text, "newStartingHashKey");
        try {
            return HashKey.parse(text);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    static HashKey hashKey(String text, String what) {
        checkForm(HASH_KEY, text, Character.toLowerCase(what.charAt(0)) + what.substring(1));
        try {
            return HashKey.parse(text);
        } catch (IllegalArgumentException e) {
            throw KinesisError.invalid("Invalid " + what + ". " + what
                    + " must be in the range: [0, 2^128-1]. Specified value was " + text);
        }
    }

    public static int between(int value, int min, int max, String member) {
        if (value < min) {
            throw KinesisError.constraint(value, member, "Member must have value greater than or equal to " + min);
        }
        if (value > max) {
            throw KinesisError.constraint(value, member, "Member must have value less than or equal to " + max);
        }
        return value;
    }

    static <T> T required(@Nullable T value, String member) {
        if (value == null) {
            throw KinesisError.constraint(null, member, "Member must not be null");
        }
        return value;
    }
}
