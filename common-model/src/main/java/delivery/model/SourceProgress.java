package delivery.model;

/**
 * A source's word on how far it is: its order events 1..{@code acknowledged} are on the stream. A control record, not
 * counted as an event; repeating it changes nothing.
 *
 * @param acknowledged 0..{@link OrderId#MAX_NUMBER}; all events up to it were acknowledged before this was put
 * @param closed whether the source has ended: nothing of it will follow
 */
public record SourceProgress(String source, long acknowledged, boolean closed, long atMillis) implements StreamEvent {
    public SourceProgress {
        SourceId.check(source);
        if (acknowledged < 0 || acknowledged > OrderId.MAX_NUMBER) {
            throw new IllegalArgumentException("acknowledged " + acknowledged + " is not in 0.." + OrderId.MAX_NUMBER);
        }
        OrderEvent.checkMillis("at", atMillis);
    }
}
