package delivery.localkinesis.operations;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The service model's requests: the operations there are, and what each has to be asked with. */
final class Shapes {
    private static final String TABLE = "shapes.txt";
    private static final int INDENT = 2;
    private static final Map<String, Shape> OPERATIONS = read();

    private Shapes() {}

    /** The request of an operation; null if there is none of that name. */
    static @Nullable Shape of(String operation) {
        return OPERATIONS.get(operation);
    }

    static Collection<Shape> all() {
        return OPERATIONS.values();
    }

    private static Map<String, Shape> read() {
        var operations = new LinkedHashMap<String, Shape>();
        var around = new ArrayDeque<Shape>();
        try (var table = new BufferedReader(
                new InputStreamReader(Shapes.class.getResourceAsStream(TABLE), StandardCharsets.UTF_8))) {
            for (var line = table.readLine(); line != null; line = table.readLine()) {
                if (line.startsWith("#")) {
                    continue;
                }
                var text = line.stripLeading();
                var depth = (line.length() - text.length()) / INDENT;
                while (around.size() > depth) {
                    around.pop();
                }
                var shape = Shape.parse(text);
                (around.isEmpty() ? operations : around.peek().members()).put(shape.name(), shape);
                around.push(shape);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return operations;
    }
}
