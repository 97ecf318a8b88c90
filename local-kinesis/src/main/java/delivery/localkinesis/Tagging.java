package delivery.localkinesis;

import java.util.List;
import java.util.Map;

/** Tags of streams, in both generations of the API: by the stream's name or ARN, or by a resource's ARN. */
final class Tagging {
    private final Account account;

    Tagging(Account account) {
        this.account = account;
    }

    void add(String resource, Map<String, String> tags) {
        Tags.check(tags);
        find(resource).tags.add(tags, resource);
    }

    void remove(String resource, List<String> keys) {
        find(resource).tags.remove(keys);
    }

    /** @param key null for all */
    Map<String, String> after(String resource, String key) {
        return find(resource).tags.after(key);
    }

    private DataStream find(String resource) {
        var now = account.clock.millis();
        var stream = account.find(resource, now);
        if (stream.status(now) == StreamStatus.DELETING) {
            throw Account.notActive(stream, now);
        }
        return stream;
    }
}
