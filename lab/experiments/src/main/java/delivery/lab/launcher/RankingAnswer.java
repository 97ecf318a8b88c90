package delivery.lab.launcher;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import delivery.app.AppException;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** What {@code /api/ranking} says. */
public record RankingAnswer(JsonNode json) {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    public static RankingAnswer at(URI page) {
        try {
            return get(page, Duration.ofSeconds(30));
        } catch (IOException e) {
            throw AppException.failed(page + " does not answer: " + e);
        }
    }

    /** Empty if the server does not answer in this time: it may be down, starting, or stopped. */
    public static Optional<RankingAnswer> tryAt(URI page, Duration atMost) {
        try {
            return Optional.of(get(page, atMost));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static RankingAnswer get(URI page, Duration atMost) throws IOException {
        return new RankingAnswer(MAPPER.readTree(Web.get(page.resolve("/api/ranking"), atMost)));
    }

    public long created() {
        return orders("created");
    }

    public long assigned() {
        return orders("assigned");
    }

    public long completed() {
        return orders("completed");
    }

    /** Orders that have got so far, such as {@code created}. */
    public long orders(String stage) {
        return json.at("/totals/" + stage + "/orders").asLong();
    }

    /** Of those orders, in cents. */
    public long price(String stage) {
        return json.at("/totals/" + stage + "/price").asLong();
    }

    public long audit(String field) {
        var value = json.at("/audit/" + field);
        if (value.isMissingNode()) {
            throw new IllegalStateException("no audit." + field + " in " + json);
        }
        return value.asLong();
    }

    private Stream<JsonNode> shards() {
        return StreamSupport.stream(json.get("shards").spliterator(), false);
    }

    private Optional<JsonNode> shard(String shardId) {
        return shards().filter(shard -> shard.get("shardId").asText().equals(shardId))
                .findFirst();
    }

    /** Records of a shard; 0 while the ranking does not know it. */
    public long read(String shardId) {
        return shard(shardId).map(shard -> shard.get("read").asLong()).orElse(0L);
    }

    /** Process id of the consumer that brings this shard; -1 if nobody does. */
    public long consumerPid(String shardId) {
        return shard(shardId)
                .map(shard -> shard.get("consumer").asText())
                .filter(consumer -> consumer.contains("/"))
                .map(consumer -> Long.parseLong(consumer.substring(consumer.lastIndexOf('/') + 1)))
                .orElse(-1L);
    }

    /** Of the shard that is furthest behind; infinite while one has not begun. */
    public double lagSeconds() {
        return shards().filter(shard -> !shard.get("state").asText().equals("CLOSED"))
                .mapToDouble(shard -> shard.get("lagSeconds").asDouble(Double.POSITIVE_INFINITY))
                .max()
                .orElse(Double.POSITIVE_INFINITY);
    }

    /** Of the source's events, those that counted or were rejected; 0 if the ranking does not know it. */
    public long applied(String source) {
        return sources()
                .filter(each -> each.get("source").asText().equals(source))
                .findFirst()
                .map(each -> each.get("applied").asLong())
                .orElse(0L);
    }

    /** One of exact, catching up, nothing proved, loss. */
    public String verdict() {
        return json.at("/audit/verdict/word").asText();
    }

    public List<String> reasons() {
        return StreamSupport.stream(json.at("/audit/verdict/reasons").spliterator(), false)
                .map(JsonNode::asText)
                .toList();
    }

    private Stream<JsonNode> sources() {
        return StreamSupport.stream(json.at("/audit/sources").spliterator(), false);
    }

    /** Such as producing or written off; empty if the ranking does not know it. */
    public String sourceState(String source) {
        return sources()
                .filter(each -> each.get("source").asText().equals(source))
                .findFirst()
                .map(each -> each.path("state").asText())
                .orElse("");
    }

    /** Events that the stream had acknowledged and that count nowhere. */
    public long lost() {
        var rejected = sources()
                .filter(each -> !each.path("state").asText().equals("stranger"))
                .mapToLong(each -> each.path("rejected").asLong())
                .sum();
        return audit("missing") + json.at("/audit/forgotten/rejected").asLong() + rejected;
    }

    /** What is in the totals beyond one for each identity that was seen. */
    public long countedTwice() {
        var identities =
                sources().mapToLong(each -> each.path("applied").asLong()).sum()
                        + json.at("/audit/forgotten/applied").asLong();
        return Math.max(0, orders("created") + orders("assigned") + orders("completed") - identities);
    }

    /** Those that the consumer with this process id brings. */
    public List<String> shardsOf(long pid) {
        return shards().map(shard -> shard.get("shardId").asText())
                .filter(shard -> consumerPid(shard) == pid)
                .toList();
    }

    /** Those that somebody brings. */
    public List<String> shardsRead() {
        return shards().filter(shard -> shard.get("consumer").isTextual())
                .map(shard -> shard.get("shardId").asText())
                .toList();
    }

    /** What it says of itself that cannot be; empty if it is in order. */
    public List<String> contradictions() {
        var found = new ArrayList<String>();
        var explained = audit("applied") + audit("duplicates") + audit("rejected") + audit("control");
        if (audit("read") != explained) {
            found.add("read " + audit("read") + " is not applied + duplicates + rejected + control " + explained);
        }
        var totals = 0L;
        for (var stage : json.get("totals")) {
            totals += stage.get("orders").asLong();
        }
        if (totals != audit("applied")) {
            found.add("totals " + totals + " are not applied " + audit("applied"));
        }
        if (audit("missing") != 0) {
            found.add("missing " + audit("missing"));
        }
        if (audit("conflicts") != 0) {
            found.add("conflicts " + audit("conflicts"));
        }
        if (audit("rejected") != 0) {
            found.add("rejected " + audit("rejected"));
        }
        return found;
    }

    public long[] appliedByShard() {
        return shards().mapToLong(shard -> shard.get("applied").asLong()).toArray();
    }

    public long shardsWithConsumer() {
        return shards().filter(shard -> shard.get("consumer").isTextual()
                        && !shard.get("consumer").asText().isEmpty())
                .count();
    }
}
