package delivery.localkinesis.engine;

import delivery.localkinesis.api.KinesisError;
import delivery.localkinesis.api.StreamStatus;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * What is said of streams and consumers beside what they do: tags, in both generations of the API (by a stream's name, or
 * by a resource's ARN), and policies, which are kept and shown, and keep nobody out.
 */
public final class Resources {
    private static final String NO_POLICY = "{}";

    private final Account account;
    private final Consumers consumers;

    Resources(Account account, Consumers consumers) {
        this.account = account;
        this.consumers = consumers;
    }

    public void add(String resource, Map<String, String> tags) {
        find(resource).add(tags, resource);
    }

    public void remove(String resource, List<String> keys) {
        find(resource).remove(keys);
    }

    /** @param key null for all */
    public Map<String, String> after(String resource, @Nullable String key) {
        return find(resource).after(key);
    }

    /** JSON; of a resource without one that of nothing. */
    public String policy(String resource) {
        var policy = findPolicy(resource).get();
        return policy == null ? NO_POLICY : policy;
    }

    public void setPolicy(String resource, String policy) {
        findPolicy(resource).set(policy);
    }

    /** @throws KinesisError if it has none */
    public void deletePolicy(String resource) {
        if (findPolicy(resource).getAndSet(null) == null) {
            throw KinesisError.notFound("No resource policy found for resource ARN " + resource);
        }
    }

    private AtomicReference<@Nullable String> findPolicy(String resource) {
        return isConsumer(resource)
                ? consumers.policy(resource)
                : account.find(resource, account.clock.millis()).policy;
    }

    private static boolean isConsumer(String resource) {
        return resource.contains("/consumer/");
    }

    private Tags find(String resource) {
        if (isConsumer(resource)) {
            return consumers.tags(resource);
        }
        var now = account.clock.millis();
        var stream = account.find(resource, now);
        if (stream.status(now) == StreamStatus.DELETING) {
            throw Account.notActive(stream, now);
        }
        return stream.tags;
    }
}
