package delivery.localkinesis.http;

import io.netty.handler.codec.http.QueryStringDecoder;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The query of an address, decoded, by name in the order of their bytes. */
final class Query {
    static final Query EMPTY = new Query("/", Map.of());

    private final String path;
    private final Map<String, List<String>> values;

    private Query(String path, Map<String, List<String>> values) {
        this.path = path;
        this.values = values;
    }

    static Query of(String uri) {
        var decoder = new QueryStringDecoder(uri);
        try {
            return new Query(decoder.rawPath(), new TreeMap<>(decoder.parameters()));
        } catch (IllegalArgumentException e) { // it has no meaning
            return EMPTY;
        }
    }

    String path() {
        return path;
    }

    boolean has(String name) {
        return values.containsKey(name);
    }

    /** Empty if there is none. */
    String get(String name) {
        return values.getOrDefault(name, List.of("")).get(0);
    }

    Map<String, List<String>> all() {
        return values;
    }
}
