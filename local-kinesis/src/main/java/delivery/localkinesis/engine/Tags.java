package delivery.localkinesis.engine;

import delivery.localkinesis.api.KinesisError;
import delivery.localkinesis.quota.Limits;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The tags of one resource, by key. Thread-safe. */
public final class Tags {
    private static final Pattern CHARACTERS = Pattern.compile("[\\p{L}\\p{Z}\\p{N}_.:/=+\\-@%]*");
    private static final String RESERVED = "aws:";

    private final TreeMap<String, String> values = new TreeMap<>(); // guarded by this

    /** @throws KinesisError if these can be the tags of nothing */
    public static void check(Map<String, String> tags) {
        if (tags.size() > Limits.TAGS_GIVEN) {
            throw KinesisError.constraint(
                    "[" + tags.size() + " tags]",
                    "tags",
                    "Member must have length less than or equal to " + Limits.TAGS_GIVEN);
        }
        tags.forEach((key, value) -> {
            checkKey(key, "tags");
            if (value.length() > Limits.TAG_VALUE_LENGTH) {
                throw KinesisError.constraint(
                        value,
                        "tags." + key + ".member",
                        "Member must have length less than or equal to " + Limits.TAG_VALUE_LENGTH);
            }
            checkCharacters(key);
            checkCharacters(value);
            if (key.startsWith(RESERVED)) {
                throw KinesisError.invalid("Tag keys that begin with " + RESERVED + " are reserved: " + key);
            }
        });
    }

    static void checkKey(String key, String member) {
        if (key.isEmpty() || key.length() > Limits.TAG_KEY_LENGTH) {
            throw KinesisError.constraint(
                    key, member, "Member must have length between 1 and " + Limits.TAG_KEY_LENGTH);
        }
    }

    /** AWS speaks of % as valid, and then does not take it. */
    private static void checkCharacters(String text) {
        if (!CHARACTERS.matcher(text).matches()) {
            throw KinesisError.invalid("Some tags contain invalid characters. Valid characters: "
                    + "Unicode letters, digits, white space, _ . / = + - % @.");
        }
        if (text.indexOf('%') >= 0) {
            throw KinesisError.invalid("Some tags contained illegal characters. The allowed characters are "
                    + "Unicode letters, white-spaces, '_',',','/','=','+','-','@'.");
        }
    }

    /** All of them or, if that would be too many, none. */
    synchronized void add(Map<String, String> more, String resource) {
        check(more);
        var all = new TreeMap<>(values);
        all.putAll(more);
        if (all.size() > Limits.TAGS) {
            throw KinesisError.invalid("Failed to add tags to " + resource + " under account " + Account.ID
                    + " because it cannot have more than " + Limits.TAGS + " tags associated with it.");
        }
        values.putAll(more);
    }

    synchronized void remove(Collection<String> keys) {
        keys.forEach(key -> {
            checkKey(key, "tagKeys");
            checkCharacters(key);
        });
        values.keySet().removeAll(keys);
    }

    synchronized Map<String, String> all() {
        return new TreeMap<>(values);
    }

    /** @param key null for all */
    synchronized Map<String, String> after(@Nullable String key) {
        return key == null ? all() : new TreeMap<>(values.tailMap(key, false));
    }
}
