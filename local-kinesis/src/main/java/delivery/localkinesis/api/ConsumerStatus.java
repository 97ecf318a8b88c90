package delivery.localkinesis.api;

/** The life of a stream's consumer, spelt as on the wire. */
public enum ConsumerStatus {
    CREATING,
    ACTIVE,
    DELETING
}
