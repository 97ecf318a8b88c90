package delivery.model;

/** What a record of the stream carries: something that happened to an order, or a source's word on how far it is. */
public sealed interface StreamEvent permits OrderEvent, SourceProgress {
    /** The id of the process run that put it on the stream. */
    String source();

    /** Milliseconds since the epoch, by the source's clock. */
    long atMillis();
}
