package delivery.model;

/** What became of a record's bytes: an event, or the reason why not. */
public sealed interface Decoded {
    /** @param unknownFields fields that this version does not know; a newer producer may send them */
    record Event(StreamEvent event, int unknownFields) implements Decoded {}

    /**
     * Not an event of ours.
     *
     * @param reason a short code such as {@code not-json}, {@code out-of-grid}, {@code field:price}
     * @param message what is wrong, for a person; has no bytes of the record in it
     * @param source who put it on the stream, as it says itself; empty if it does not say so validly
     * @param number its number among the events of that source; 0 if it does not say so validly
     */
    record Rejected(String reason, String message, String source, long number) implements Decoded {
        /** Of nobody: it did not get so far as to name a source and a number. */
        public Rejected(String reason, String message) {
            this(reason, message, "", 0);
        }
    }
}
