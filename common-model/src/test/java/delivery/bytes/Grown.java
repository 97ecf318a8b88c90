package delivery.bytes;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Bytes as a version would have written them that knows a field more of each value, at any depth. */
public final class Grown<T> extends Reading<T> {
    /** Long enough for each length before it to take a byte more. */
    private static final byte[] MORE = new byte[200];

    static {
        Arrays.fill(MORE, (byte) 0x5A);
    }

    private final Set<String> kinds;
    private List<Part> parts = new ArrayList<>();

    /** Where in the bytes a part is, its length included, and what is a part within it. */
    private record Part(int from, int to, List<Part> parts) {}

    private Grown(byte[] bytes, Set<String> kinds) {
        super(bytes, 0, bytes.length);
        this.kinds = kinds;
    }

    /** @param kinds takes the names of the classes whose values were found within */
    public static <T> byte[] bytes(Layout<T> layout, byte[] bytes, Set<String> kinds) {
        var reading = new Grown<T>(bytes, kinds);
        layout.describe(reading);
        return grown(bytes, new Part(0, reading.position(), reading.parts), 0);
    }

    @Override
    <P> P inner(P value, Layout<P> layout) {
        var outer = parts;
        parts = new ArrayList<>();
        var from = position();
        var part = super.inner(value, layout);
        outer.add(new Part(from, position(), parts));
        parts = outer;
        kinds.add(part instanceof Map.Entry ? "Entry" : part.getClass().getSimpleName());
        return part;
    }

    private static byte[] grown(byte[] bytes, Part part, int begin) {
        var out = new ByteArrayOutputStream();
        var at = begin;
        for (var each : part.parts) {
            out.write(bytes, at, each.from - at);
            var content = each.from;
            while (bytes[content++] < 0) {
                // the length, of which each byte but the last says that there is another
            }
            var inner = grown(bytes, each, content);
            Layout<byte[]> sized = f -> f.bytes(given -> given);
            out.writeBytes(sized.toBytes(inner));
            at = each.to;
        }
        out.write(bytes, at, part.to - at);
        out.writeBytes(MORE);
        return out.toByteArray();
    }
}
