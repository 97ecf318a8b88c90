package delivery.localkinesis;

import java.util.regex.Pattern;

/** A stream to have from the start, as flags and annotations name it: {@code orders:4}. */
record NamedStream(String name, int shards) {
    private static final Pattern FORM = Pattern.compile("([a-zA-Z0-9_.-]{1,128}):([0-9]{1,9})");

    /** @throws IllegalArgumentException in one line, if it is not of that form */
    static NamedStream parse(String text) {
        var form = FORM.matcher(text);
        if (!form.matches()) {
            throw new IllegalArgumentException("'" + text + "' is not NAME:SHARDS, such as DeliveryStream:7; a name has"
                    + " 1 to 128 of a-z, A-Z, 0-9, '_', '.' and '-'");
        }
        return new NamedStream(form.group(1), Integer.parseInt(form.group(2)));
    }
}
