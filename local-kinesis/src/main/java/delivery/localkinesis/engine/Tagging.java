package delivery.localkinesis.engine;

import delivery.localkinesis.api.StreamStatus;
import java.util.List;
import java.util.Map;

/** Tags of streams and consumers, in both generations of the API: by a stream's name, or by a resource's ARN. */
public final class Tagging {
    private final Account account;
    private final Consumers consumers;

    Tagging(Account account, Consumers consumers) {
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
    public Map<String, String> after(String resource, String key) {
        return find(resource).after(key);
    }

    private Tags find(String resource) {
        if (resource.contains("/consumer/")) {
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
