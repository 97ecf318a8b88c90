package delivery.localkinesis.api;

/** The life of a stream, spelt as on the wire. */
public enum StreamStatus {
    CREATING,
    ACTIVE,
    UPDATING,
    DELETING
}
