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
     */
    record Rejected(String reason, String message) implements Decoded {}
}
