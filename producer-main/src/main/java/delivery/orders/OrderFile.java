package delivery.orders;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import delivery.app.AppException;
import delivery.app.FileFailure;
import delivery.model.OrderCreated;
import delivery.model.OrderId;
import delivery.model.Region;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Orders from a file, one a line: JSON objects, as {@code stream-admin tail --ndjson} writes them or as plain as one likes, or CSV
 * with a heading ({@code .csv}). A line that is no order is counted, and the first ten are told. One thread's.
 */
final class OrderFile implements AutoCloseable {
    private static final int TOLD = 10;
    private static final int MAX_CHARS = 65_536;
    private static final JsonFactory JSON = new JsonFactory();

    private final Path path;
    private final String source;
    private final Consumer<String> complaints;
    private final BufferedReader lines;
    /** Of a CSV file; null of any other. */
    private final @Nullable List<String> columns;

    private long line;
    private long bad;
    private long orders;

    /**
     * @param source of the orders
     * @param complaints is told of each of the first ten bad lines
     * @throws AppException if it cannot be read
     */
    OrderFile(Path path, String source, Consumer<String> complaints) {
        this.path = path;
        this.source = source;
        this.complaints = complaints;
        try {
            var decoder = StandardCharsets.UTF_8.newDecoder().onMalformedInput(CodingErrorAction.REPLACE);
            lines = new BufferedReader(new InputStreamReader(Files.newInputStream(path), decoder));
            var isCsv = path.toString().toLowerCase(Locale.ROOT).endsWith(".csv");
            columns = isCsv ? cells(nextLine()) : null;
        } catch (IOException e) {
            throw AppException.usage("--from " + path + " cannot be read (" + FileFailure.words(e)
                    + "): give a file with one order a line");
        }
        if (columns != null && !columns.contains("pickUpX")) {
            throw AppException.usage("--from " + path
                    + " begins with no heading: its first line has to name the columns created, pickUpX, pickUpY, dropOffX,"
                    + " dropOffY, price and windowSeconds");
        }
    }

    /** The next order, as it was made then; null at the end. */
    @Nullable
    OrderCreated next() {
        try {
            for (var text = nextLine(); text != null; text = nextLine()) {
                var order = text.isBlank() ? null : order(text);
                if (order != null) {
                    orders++;
                    return order;
                }
            }
            return null;
        } catch (IOException e) {
            throw AppException.failed(
                    "--from " + path + " cannot be read on after line " + line + " (" + FileFailure.words(e) + ")");
        }
    }

    /** @throws AppException if there was none, or not every line was one */
    void checkAllGood() {
        if (bad > 0) {
            throw AppException.failed("--from " + path + ": " + bad + " of " + line
                    + " lines are no orders and were not"
                    + " put" + (bad > TOLD ? "; the first " + TOLD + " are named above" : ", and are named above")
                    + ": mend them, and put them from a file of their own");
        }
        if (orders == 0) {
            throw AppException.failed("--from " + path + " holds no order: give a file with one a line");
        }
    }

    /** Null if the line is something else that is as it should be, or bad. */
    private @Nullable OrderCreated order(String text) {
        try {
            var fields = columns == null ? fields(text) : row(text, columns);
            var type = fields.getOrDefault("type", "order_created");
            if (fields.containsKey("rejected") || !type.equals("order_created")) {
                return null;
            }
            return new OrderCreated(
                    new OrderId(source, line),
                    region(fields, "pickUp"),
                    region(fields, "dropOff"),
                    whole(fields, "price"),
                    whole(fields, "windowSeconds"),
                    millis(fields));
        } catch (JsonProcessingException e) {
            complain("no JSON object (" + e.getOriginalMessage() + ")");
        } catch (IOException | IllegalArgumentException e) {
            complain(e.getMessage());
        }
        return null;
    }

    private void complain(@Nullable String why) {
        if (++bad <= TOLD) {
            complaints.accept("line " + line + " is no order: " + why);
        }
    }

    private static Region region(Map<String, String> fields, String name) {
        return new Region(whole(fields, name + "X"), whole(fields, name + "Y"));
    }

    private static int whole(Map<String, String> fields, String name) {
        var text = value(fields, name);
        if (!text.matches("-?[0-9]{1,9}")) {
            throw new IllegalArgumentException(name + " '" + text + "' is not a whole number of up to 9 digits");
        }
        return Integer.parseInt(text);
    }

    private static long millis(Map<String, String> fields) {
        var text = value(fields, "created");
        if (text.matches("[0-9]{1,15}")) {
            return Long.parseLong(text);
        }
        try {
            return Instant.parse(text).toEpochMilli();
        } catch (DateTimeException | ArithmeticException e) {
            throw new IllegalArgumentException("created '" + text
                    + "' is neither milliseconds since 1970 nor a time such as 2026-01-31T12:00:00Z");
        }
    }

    private static String value(Map<String, String> fields, String name) {
        var value = fields.get(name);
        if (value == null || value.isEmpty()) {
            throw new IllegalArgumentException("it has no " + name);
        }
        return value;
    }

    private Map<String, String> row(String text, List<String> columns) {
        var cells = cells(text);
        if (cells.size() != columns.size()) {
            throw new IllegalArgumentException(cells.size() + " cells instead of " + columns.size());
        }
        var row = new HashMap<String, String>();
        for (var i = 0; i < cells.size(); i++) {
            row.put(columns.get(i), cells.get(i));
        }
        return row;
    }

    /** Nothing that an order says has a comma in it. */
    private static List<String> cells(@Nullable String text) {
        var unmarked = text == null ? "" : text.replace("\ufeff", "");
        return List.of(unmarked.split(",", -1)).stream()
                .map(cell -> cell.strip().replaceAll("^\"(.*)\"$", "$1"))
                .toList();
    }

    private static Map<String, String> fields(String text) throws IOException {
        try (var json = JSON.createParser(text)) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                throw new IllegalArgumentException("it is no JSON object");
            }
            var fields = new HashMap<String, String>();
            object(json, fields);
            if (json.nextToken() != null) {
                throw new IllegalArgumentException("there is more after its JSON object");
            }
            return fields;
        }
    }

    /** What is in {@code event}, where the tail of a stream has it, counts as if it were not in there. */
    private static void object(JsonParser json, Map<String, String> fields) throws IOException {
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            var name = json.currentName();
            var value = json.nextToken();
            if (value == JsonToken.START_ARRAY) {
                place(json, name, fields);
            } else if (value != JsonToken.START_OBJECT) {
                fields.put(name, json.getText());
            } else if (name.equals("event")) {
                object(json, fields);
            } else {
                json.skipChildren();
            }
        }
    }

    /** {@code [x,y]}. */
    private static void place(JsonParser json, String name, Map<String, String> fields) throws IOException {
        for (var i = 0; json.nextToken() != JsonToken.END_ARRAY; i++) {
            json.skipChildren();
            if (i < 2) {
                fields.put(name + "XY".charAt(i), json.getText());
            }
        }
    }

    /** Null at the end. Of a line that is too long for an order no more than its beginning, which is none. */
    private @Nullable String nextLine() throws IOException {
        var text = new StringBuilder();
        var c = lines.read();
        if (c < 0) {
            return null;
        }
        line++;
        for (; c >= 0 && c != '\n'; c = lines.read()) {
            if (text.length() < MAX_CHARS) {
                text.append((char) c);
            }
        }
        return text.toString();
    }

    @Override
    public void close() {
        try {
            lines.close();
        } catch (IOException e) {
            // It was only read.
        }
    }
}
