package delivery.localkinesis.operations;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Writes one structure in either encoding; the outermost braces are its own, closing it writes the last. */
class StructureWriter implements AutoCloseable {
    protected final Wire wire;
    protected final JsonGenerator out;

    protected StructureWriter(Wire wire, OutputStream to) throws IOException {
        this.wire = wire;
        this.out = wire.generator(to);
        out.writeStartObject();
    }

    @Override
    public void close() throws IOException {
        out.writeEndObject();
        out.close();
    }

    /** Left out if it is null. */
    void member(String name, @Nullable String value) throws IOException {
        if (value != null) {
            out.writeStringField(name, value);
        }
    }

    /** Left out if it is null. */
    protected void timestamp(String name, @Nullable Instant value) throws IOException {
        if (value != null) {
            out.writeFieldName(name);
            wire.writeTimestamp(out, value.toEpochMilli());
        }
    }

    protected interface Members {
        void write() throws IOException;
    }

    protected void structure(String name, Members members) throws IOException {
        out.writeObjectFieldStart(name);
        members.write();
        out.writeEndObject();
    }

    protected interface Element<T> {
        void write(T element) throws IOException;
    }

    protected <T> void list(String name, Iterable<T> elements, Element<T> element) throws IOException {
        out.writeArrayFieldStart(name);
        for (var each : elements) {
            element.write(each);
        }
        out.writeEndArray();
    }

    protected <T> void structures(String name, Iterable<T> elements, Element<T> members) throws IOException {
        list(name, elements, each -> {
            out.writeStartObject();
            members.write(each);
            out.writeEndObject();
        });
    }
}
