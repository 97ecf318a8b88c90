package delivery.localkinesis.api;

/** Who decides how many shards a stream has; spelt as on the wire. */
public enum StreamMode {
    PROVISIONED,
    ON_DEMAND
}
