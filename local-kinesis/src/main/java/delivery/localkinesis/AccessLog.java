package delivery.localkinesis;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One line a call, at debug. */
final class AccessLog {
    private static final Logger LOG = LoggerFactory.getLogger("delivery.localkinesis.access");
    private static final String UNKNOWN = "-";

    private final Engine engine;

    AccessLog(Engine engine) {
        this.engine = engine;
    }

    /** @param status 0 if the connection ends without an answer */
    void answered(String operation, byte[] body, Wire wire, int status, long micros, int bytes) {
        if (LOG.isDebugEnabled()) {
            LOG.debug(
                    "{} stream={} status={} micros={} bytes={}",
                    operation.isEmpty() ? UNKNOWN : operation,
                    stream(body, wire),
                    status == 0 ? UNKNOWN : status,
                    micros,
                    bytes);
        }
    }

    /** Read a second time, for the log only: what is always done need not carry it about. */
    private String stream(byte[] body, Wire wire) {
        try {
            var request = RequestReader.read(body, wire);
            if (request.shardIterator != null) {
                return engine.streamOf(request.shardIterator);
            }
            return request.streamArn == null && request.streamName == null ? UNKNOWN : request.stream();
        } catch (KinesisError e) {
            return UNKNOWN;
        }
    }
}
