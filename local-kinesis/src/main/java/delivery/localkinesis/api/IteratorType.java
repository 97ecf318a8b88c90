package delivery.localkinesis.api;

/** Where a reader begins, spelt as on the wire. */
public enum IteratorType {
    AT_SEQUENCE_NUMBER,
    AFTER_SEQUENCE_NUMBER,
    TRIM_HORIZON,
    LATEST,
    AT_TIMESTAMP
}
