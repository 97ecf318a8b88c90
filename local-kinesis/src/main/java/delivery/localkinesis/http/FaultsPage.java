package delivery.localkinesis.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import delivery.localkinesis.fault.Fault;
import delivery.localkinesis.fault.Faults;
import java.io.IOException;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;

/** The faults as JSON: {@code GET} says what they have done, {@code POST} replaces them, {@code DELETE} ends them. */
final class FaultsPage {
    static final String PATH = "/_faults";

    private static final JsonFactory JSON = new JsonFactory();

    private final Faults faults;

    FaultsPage(Faults faults) {
        this.faults = faults;
    }

    String get() throws IOException {
        var text = new StringWriter();
        try (var out = JSON.createGenerator(text)) {
            out.writeStartObject();
            out.writeNumberField("seed", faults.seed());
            out.writeArrayFieldStart("faults");
            for (var count : faults.counts()) {
                out.writeStartObject();
                out.writeStringField("fault", count.fault().toString());
                out.writeNumberField("calls", count.calls());
                out.writeNumberField("injected", count.injected());
                out.writeEndObject();
            }
            out.writeEndArray();
            out.writeEndObject();
        }
        return text + "\n";
    }

    /**
     * @param body {@code {"faults":["put:throttle=0.05"]}}, or what {@link #get} answered
     * @throws IllegalArgumentException in one line; then nothing has changed
     */
    void post(byte[] body) {
        try (var in = JSON.createParser(body)) {
            faults.set(read(in));
        } catch (IOException e) {
            throw new IllegalArgumentException("not {\"faults\":[\"put:throttle=0.05\"]}", e);
        }
    }

    void delete() {
        faults.clear();
    }

    private static List<Fault> read(JsonParser in) throws IOException {
        var read = new ArrayList<Fault>();
        var found = false;
        expect(in.nextToken() == JsonToken.START_OBJECT);
        for (var name = in.nextFieldName(); name != null; name = in.nextFieldName()) {
            var value = in.nextToken();
            if (!name.equals("faults")) {
                in.skipChildren();
                continue;
            }
            found = true;
            expect(value == JsonToken.START_ARRAY);
            while (in.nextToken() != JsonToken.END_ARRAY) {
                read.add(Fault.parse(in.currentToken() == JsonToken.START_OBJECT ? member(in) : text(in)));
            }
        }
        expect(found);
        return read;
    }

    private static String member(JsonParser in) throws IOException {
        String fault = null;
        for (var name = in.nextFieldName(); name != null; name = in.nextFieldName()) {
            in.nextToken();
            if (name.equals("fault")) {
                fault = text(in);
            } else {
                in.skipChildren();
            }
        }
        expect(fault != null);
        return fault;
    }

    private static String text(JsonParser in) throws IOException {
        expect(in.currentToken() == JsonToken.VALUE_STRING);
        return in.getText();
    }

    private static void expect(boolean asExpected) throws IOException {
        if (!asExpected) {
            throw new IOException("of another form");
        }
    }
}
