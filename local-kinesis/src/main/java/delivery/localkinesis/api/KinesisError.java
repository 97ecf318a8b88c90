package delivery.localkinesis.api;

import org.jspecify.annotations.Nullable;

/** A refusal as Kinesis words it: the exception's type, as on the wire, and its message. */
public final class KinesisError extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** The types this engine answers with; spelt as on the wire. */
    public enum Type {
        AccessDeniedException,
        DryRunOperationException,
        ExpiredIteratorException,
        ExpiredNextTokenException,
        IncompleteSignatureException,
        InternalFailure(500),
        InvalidArgumentException,
        InvalidSignatureException,
        KMSNotFoundException,
        LimitExceededException,
        MissingAuthenticationTokenException,
        ProvisionedThroughputExceededException,
        ResourceInUseException,
        ResourceNotFoundException,
        SerializationException,
        ServiceUnavailable(503),
        UnknownOperationException,
        UnrecognizedClientException,
        ValidationException;

        public final int status;

        Type() {
            this(400);
        }

        Type(int status) {
            this.status = status;
        }
    }

    private final Type type;

    /** @param message null: AWS says no more than the type */
    public KinesisError(Type type, @Nullable String message) {
        // No stack trace: a throttled client meets this thousands of times a second.
        super(message, null, false, false);
        this.type = type;
    }

    public Type type() {
        return type;
    }

    public static KinesisError invalid(String message) {
        return new KinesisError(Type.InvalidArgumentException, message);
    }

    public static KinesisError notFound(String message) {
        return new KinesisError(Type.ResourceNotFoundException, message);
    }

    public static KinesisError limit(String message) {
        return new KinesisError(Type.LimitExceededException, message);
    }

    public static KinesisError throttled(String message) {
        return new KinesisError(Type.ProvisionedThroughputExceededException, message);
    }

    public static KinesisError inUse(String message) {
        return new KinesisError(Type.ResourceInUseException, message);
    }

    /** One member of a request breaks a rule of the service model. */
    public static KinesisError constraint(@Nullable Object value, String member, String rule) {
        return new KinesisError(
                Type.ValidationException,
                "1 validation error detected: Value " + (value == null ? "null" : "'" + value + "'") + " at '" + member
                        + "' failed to satisfy constraint: " + rule);
    }
}
