package delivery.ranking.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import delivery.app.AppException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecordingFileTest {
    private static final long AT = 1_767_225_600_000L;
    private static final int ROOM = 1 << 20;
    private static final byte[] WHOLE = bytes("{\"asOf\":1,\"whole\":true,\"drivers\":[]}");
    private static final byte[] CHANGE = bytes("{\"asOf\":2,\"drivers\":[]}");

    @TempDir
    private Path folder;

    private Path path;

    @BeforeEach
    void name() {
        path = folder.resolve("deeper/run.ndjson");
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private void record() {
        try (var file = RecordingFile.create(path, ROOM, AT, "a try")) {
            file.page(0, WHOLE);
            file.page(500, CHANGE);
            file.mark(700, "fault", "somebody said \"kill\"");
            file.page(1_000, CHANGE);
        }
    }

    @Test
    void itIsReadAsItWasWritten() throws IOException, BadRecordingException {
        record();
        assertThat(Files.readAllLines(path))
                .containsExactly(
                        "{\"format\":\"delivery-run\",\"version\":1,\"at\":1767225600000,\"suite\":\"not from a jar\","
                                + "\"title\":\"a try\"}",
                        "{\"t\":0,\"page\":{\"asOf\":1,\"whole\":true,\"drivers\":[]}}",
                        "{\"t\":500,\"page\":{\"asOf\":2,\"drivers\":[]}}",
                        "{\"t\":700,\"mark\":{\"kind\":\"fault\",\"text\":\"somebody said \\\"kill\\\"\"}}",
                        "{\"t\":1000,\"page\":{\"asOf\":2,\"drivers\":[]}}");
        assertThat(Recording.read(path))
                .isEqualTo(new Recording(AT, "a try", 1_000, 3, 1, Files.size(path), false, false));
    }

    @Test
    void itEndsBeforeItIsLargerThanItMayBeAndSaysSo() throws IOException, BadRecordingException {
        try (var file = RecordingFile.create(path, 2_000, AT, "")) {
            file.page(0, WHOLE);
            for (var t = 100; !file.isEnded(); t += 100) {
                file.page(t, CHANGE);
            }
            file.page(1_000_000, CHANGE);
        }
        assertThat(Files.size(path)).isBetween(1_800L, 2_000L);
        assertThat(Files.readString(path)).endsWith(",\"end\":\"full\"}\n");
        assertThat(Recording.read(path).isFull()).isTrue();
        try (var again = RecordingFile.open(path, ROOM, AT)) {
            assertThat(again.isEnded()).isTrue();
        }
    }

    @Test
    void ofWhoWasKilledTheTornLastLineIsLeftOutAndTheNextOneGoesOnInItsPlace()
            throws IOException, BadRecordingException {
        record();
        Files.writeString(path, "{\"t\":1500,\"page\":{\"asO", StandardOpenOption.APPEND);
        assertThat(Recording.read(path).isTorn()).isTrue();
        assertThat(Recording.read(path).lastMillis()).isEqualTo(1_000);
        try (var again = RecordingFile.open(path, ROOM, AT + 3_600_000)) {
            assertThat(again.resumesAt())
                    .as("by the time of the files, not by a clock that somebody may have set")
                    .isBetween(1_000L, 1_000L + RecordingFile.LONGEST_PAUSE_MILLIS);
            again.page(again.resumesAt() + 10, WHOLE);
        }
        var read = Recording.read(path);
        assertThat(read.isTorn()).isFalse();
        assertThat(read.pages()).isEqualTo(4);
        assertThat(read.atMillis()).isEqualTo(AT);
        assertThat(Files.readString(path))
                .contains("}\n{\"again\":true}\n{\"t\":")
                .doesNotContain("asO\n");
    }

    @Test
    void whatIsDamagedIsToldByItsLine() throws IOException {
        record();
        var good = Files.readAllLines(path);
        for (var bad : List.of(
                "{\"t\":500,\"page\":{\"asOf\":2,",
                "[]",
                "{\"page\":{}}",
                "{\"t\":-1,\"end\":\"full\"}",
                "{\"t\":7,\"page\":{}}",
                "{\"t\":7,\"page\":{\"asOf\":2,\"drivers\":[]}} x",
                "\u0000")) {
            Files.write(path, List.of(good.get(0), good.get(1), bad, good.get(4)));
            assertThatThrownBy(() -> Recording.read(path))
                    .as(bad)
                    .isInstanceOf(BadRecordingException.class)
                    .hasMessageStartingWith("line 3 ");
        }
        Files.write(path, List.of(good.get(0), good.get(2)));
        assertThatThrownBy(() -> Recording.read(path)).hasMessage("line 2 is the first page, and tells changes alone");
        Files.write(path, List.of(good.get(0), good.get(1), good.get(4), good.get(2)));
        assertThatThrownBy(() -> Recording.read(path))
                .hasMessage("line 4 is of an earlier moment than the page before it");
    }

    @Test
    void whatIsSomethingElseIsNeitherReadNorWrittenOver() throws IOException {
        Files.createDirectories(path.getParent());
        for (var other : List.of("hello", "{\"format\":\"x\"}\n", "{\"format\":\"delivery-run\",\"version\":2}\n")) {
            Files.writeString(path, other);
            assertThatThrownBy(() -> Recording.read(path)).hasMessageStartingWith("line 1 ");
            assertThatThrownBy(() -> RecordingFile.open(path, ROOM, AT))
                    .isInstanceOf(AppException.class)
                    .hasMessageContaining("is no recorded run (line 1 ");
            assertThat(path).hasContent(other);
        }
        Files.writeString(path, "");
        assertThatThrownBy(() -> Recording.read(path)).hasMessage("line 1 is missing: the file is empty");
    }

    /** A file that has closed under it is as one on a full disk. */
    @Test
    void whatCannotBeWrittenEndsTheRecordingAndNothingElse() throws IOException, BadRecordingException {
        try (var file = RecordingFile.create(path, ROOM, AT, "")) {
            file.page(0, WHOLE);
            Thread.currentThread().interrupt();
            file.page(500, CHANGE);
            assertThat(Thread.interrupted()).isTrue();
            assertThat(file.isEnded()).isTrue();
            file.page(1_000, CHANGE);
        }
        assertThat(Recording.read(path).pages()).isOne();
    }

    @Test
    void whereNothingCanBeWrittenItIsSaidAtTheStart() throws IOException {
        Files.writeString(folder.resolve("deeper"), "a file in the way");
        assertThatThrownBy(() -> RecordingFile.open(path, ROOM, AT))
                .isInstanceOf(AppException.class)
                .hasMessageStartingWith("--record " + path + " cannot be written (");
    }
}
