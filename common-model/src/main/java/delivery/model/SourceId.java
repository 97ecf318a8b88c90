package delivery.model;

import java.util.random.RandomGenerator;

/** The random id of one run of a producing process: 4 to {@value #MAX_LENGTH} of a-z and 0-9. */
public final class SourceId {
    static final int MIN_LENGTH = 4;
    static final int MAX_LENGTH = 8;

    private static final String ALPHABET = "abcdefghijklmnopqrstuvwxyz0123456789";

    private SourceId() {}

    /** 36^8 ids: two of a million runs meet with a chance of 1 in 6. */
    public static String random(RandomGenerator random) {
        var id = new StringBuilder(MAX_LENGTH);
        for (var i = 0; i < MAX_LENGTH; i++) {
            id.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
        }
        return id.toString();
    }

    /** @throws IllegalArgumentException if it is not an id of a source */
    static String check(String source) {
        if (!isValid(source)) {
            throw new IllegalArgumentException("source must be 4 to 8 of a-z and 0-9");
        }
        return source;
    }

    public static boolean isValid(String source) {
        if (source.length() < MIN_LENGTH || source.length() > MAX_LENGTH) {
            return false;
        }
        for (var i = 0; i < source.length(); i++) {
            var c = source.charAt(i);
            if (!(c >= 'a' && c <= 'z' || c >= '0' && c <= '9')) {
                return false;
            }
        }
        return true;
    }
}
