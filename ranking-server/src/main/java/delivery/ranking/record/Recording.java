package delivery.ranking.record;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What a recorded run says of itself; each of its lines has been looked at.
 *
 * @param atMillis the time of day at its beginning
 * @param title what it shows; empty if that is not said
 * @param lastMillis since its beginning
 * @param pages none if it was killed as soon as it had begun
 * @param wholeBytes of the lines that have an end
 * @param isTorn whether there is a last one that has none, and says nothing
 * @param isFull whether it ended because it had no more room
 */
public record Recording(
        long atMillis,
        String title,
        long lastMillis,
        int pages,
        int marks,
        long wholeBytes,
        boolean isTorn,
        boolean isFull) {
    private static final int LONGEST_LINE = 32 << 20;
    private static final int BUFFER = 64 << 10;

    /**
     * A last line that was torn, of a process that was killed while it wrote, is no mistake.
     *
     * @throws BadRecordingException if it is no recorded run
     */
    public static Recording read(Path path) throws IOException, BadRecordingException {
        var reader = new Reader();
        try (var in = new BufferedInputStream(Files.newInputStream(path), BUFFER)) {
            var line = new ByteArrayOutputStream();
            for (var next = in.read(); next >= 0; next = in.read()) {
                if (next == '\n') {
                    reader.take(line.toByteArray(), true);
                    line.reset();
                } else if (line.size() >= LONGEST_LINE) {
                    throw new BadRecordingException(reader.lines + 1, "is longer than 32 MiB");
                } else {
                    line.write(next);
                }
            }
            if (line.size() > 0) {
                reader.take(line.toByteArray(), false);
            }
        }
        return reader.end();
    }

    /** Goes from line to line. */
    private static final class Reader {
        private static final ObjectMapper JSON =
                new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

        private long lines;
        private long atMillis;
        private String title = "";
        private long t;
        private long lastMillis;
        private int pages;
        private int marks;
        private long wholeBytes;
        private boolean isTorn;
        private boolean isFull;

        void take(byte[] line, boolean isWhole) throws BadRecordingException {
            lines++;
            JsonNode json;
            try {
                json = JSON.readTree(line);
            } catch (JsonProcessingException e) {
                if (!isWhole && lines > 1) {
                    isTorn = true;
                    return;
                }
                throw bad("is no JSON: " + e.getOriginalMessage());
            } catch (IOException e) {
                throw bad("cannot be read: " + e.getMessage());
            }
            wholeBytes += isWhole ? line.length + 1 : 0;
            if (lines == 1) {
                head(json);
            } else if (!json.isMissingNode()) {
                line(json);
            }
        }

        private void head(JsonNode json) throws BadRecordingException {
            if (!json.path("format").asText().equals(RecordingFile.FORMAT)) {
                throw bad("does not say \"format\":\"" + RecordingFile.FORMAT + "\"");
            }
            if (json.path("version").asInt() != RecordingFile.VERSION) {
                throw bad("is of version " + json.path("version") + ", and this suite reads version "
                        + RecordingFile.VERSION);
            }
            atMillis = json.path("at").asLong();
            title = json.path("title").asText();
        }

        private void line(JsonNode json) throws BadRecordingException {
            if (json.has("again")) {
                return;
            }
            if (!json.path("t").isIntegralNumber() || json.path("t").asLong() < 0) {
                throw bad("has no \"t\", the milliseconds since the beginning");
            }
            var at = json.path("t").asLong();
            lastMillis = Math.max(lastMillis, at);
            isFull |= json.has("end");
            if (json.has("mark")) {
                marks++;
            } else if (json.has("page")) {
                page(json.path("page"), at);
            }
        }

        private void page(JsonNode page, long at) throws BadRecordingException {
            if (at < t) {
                throw bad("is of an earlier moment than the page before it");
            }
            if (!page.path("asOf").isIntegralNumber() || !page.path("drivers").isArray()) {
                throw bad("has a page without \"asOf\" or \"drivers\"");
            }
            if (pages == 0 && !page.path("whole").asBoolean()) {
                throw bad("is the first page, and tells changes alone");
            }
            t = at;
            pages++;
        }

        private BadRecordingException bad(String why) {
            return new BadRecordingException(lines, why);
        }

        Recording end() throws BadRecordingException {
            if (lines == 0) {
                throw new BadRecordingException(1, "is missing: the file is empty");
            }
            return new Recording(atMillis, title, lastMillis, pages, marks, wholeBytes, isTorn, isFull);
        }
    }
}
