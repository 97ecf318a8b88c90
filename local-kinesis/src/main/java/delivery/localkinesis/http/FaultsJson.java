package delivery.localkinesis.http;

import com.fasterxml.jackson.databind.ObjectMapper;
import delivery.localkinesis.fault.Fault;
import delivery.localkinesis.fault.Faults;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** The faults in force, and what they have done, as JSON. */
final class FaultsJson {
    private static final ObjectMapper JSON = new ObjectMapper();

    private FaultsJson() {}

    static String write(Faults faults) {
        var root = JSON.createObjectNode().put("seed", faults.seed());
        var list = root.putArray("faults");
        for (var count : faults.counts()) {
            list.addObject()
                    .put("fault", count.fault().toString())
                    .put("calls", count.calls())
                    .put("injected", count.injected());
        }
        return root + "\n";
    }

    /**
     * @param body {@code {"faults":["put:throttle=0.05"]}}, or what {@link #write} gave
     * @throws IllegalArgumentException in one line
     */
    static List<Fault> read(byte[] body) {
        var read = new ArrayList<Fault>();
        try {
            var faults = JSON.readTree(body).path("faults");
            expect(faults.isArray());
            for (var each : faults) {
                var text = each.isObject() ? each.path("fault") : each;
                expect(text.isTextual());
                read.add(Fault.parse(text.textValue()));
            }
        } catch (IOException e) {
            throw new IllegalArgumentException("not {\"faults\":[\"put:throttle=0.05\"]}", e);
        }
        return read;
    }

    private static void expect(boolean asExpected) throws IOException {
        if (!asExpected) {
            throw new IOException("of another form");
        }
    }
}
