package delivery.localkinesis.http;

import delivery.localkinesis.operations.Operations;
import delivery.localkinesis.operations.Wire;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One line a call, at debug. */
final class AccessLog {
    private static final Logger LOG = LoggerFactory.getLogger("delivery.localkinesis.access");
    private static final String UNKNOWN = "-";

    private final Operations operations;

    AccessLog(Operations operations) {
        this.operations = operations;
    }

    /** @param status 0 if the connection ends without an answer */
    void answered(String operation, byte[] body, Wire wire, int status, long micros, int bytes) {
        if (LOG.isDebugEnabled()) {
            LOG.debug(
                    "{} stream={} status={} micros={} bytes={}",
                    operation.isEmpty() ? UNKNOWN : operation,
                    operations.streamNamed(body, wire).orElse(UNKNOWN),
                    status == 0 ? UNKNOWN : status,
                    micros,
                    bytes);
        }
    }
}
