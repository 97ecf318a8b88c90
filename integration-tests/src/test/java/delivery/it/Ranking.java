package delivery.it;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.stream.StreamSupport;

/** What {@code /api/ranking} says, as a test asks it. */
record Ranking(JsonNode json) {
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private static final ObjectMapper MAPPER = new ObjectMapper();

    static Ranking at(URI page) {
        try {
            var answer = HTTP.send(
                    HttpRequest.newBuilder(page.resolve("/api/ranking")).build(), BodyHandlers.ofString());
            return new Ranking(MAPPER.readTree(answer.body()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    long created() {
        return json.at("/totals/created/orders").asLong();
    }

    long assigned() {
        return json.at("/totals/assigned/orders").asLong();
    }

    long completed() {
        return json.at("/totals/completed/orders").asLong();
    }

    long audit(String field) {
        var value = json.at("/audit/" + field);
        if (value.isMissingNode()) {
            throw new AssertionError("no audit." + field + " in " + json);
        }
        return value.asLong();
    }

    long[] appliedByShard() {
        return StreamSupport.stream(json.get("shards").spliterator(), false)
                .mapToLong(shard -> shard.get("applied").asLong())
                .toArray();
    }

    long shardsWithConsumer() {
        return StreamSupport.stream(json.get("shards").spliterator(), false)
                .filter(shard -> shard.get("consumer").isTextual()
                        && !shard.get("consumer").asText().isEmpty())
                .count();
    }
}
