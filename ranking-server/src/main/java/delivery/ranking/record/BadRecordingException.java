package delivery.ranking.record;

/** A file is no recorded run, or a damaged one: where, and why. */
public final class BadRecordingException extends Exception {
    private static final long serialVersionUID = 1;

    BadRecordingException(long line, String why) {
        super("line " + line + " " + why);
    }
}
