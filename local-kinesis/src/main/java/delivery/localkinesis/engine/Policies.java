package delivery.localkinesis.engine;

import delivery.localkinesis.api.KinesisError;
import java.util.concurrent.atomic.AtomicReference;

/** Resource policies of streams and consumers: kept and shown, and nobody is kept out by them. */
public final class Policies {
    private static final String NONE = "{}";

    private final Account account;
    private final Consumers consumers;

    Policies(Account account, Consumers consumers) {
        this.account = account;
        this.consumers = consumers;
    }

    /** JSON; of a resource without one that of nothing. */
    public String get(String resource) {
        var policy = find(resource).get();
        return policy == null ? NONE : policy;
    }

    public void put(String resource, String policy) {
        find(resource).set(policy);
    }

    public void delete(String resource) {
        if (find(resource).getAndSet(null) == null) {
            throw KinesisError.notFound("No resource policy found for resource ARN " + resource);
        }
    }

    private AtomicReference<String> find(String resource) {
        return resource.contains("/consumer/")
                ? consumers.policy(resource)
                : account.find(resource, account.clock.millis()).policy;
    }
}
