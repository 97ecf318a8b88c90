package delivery.lab.verify.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BoundedLogTest {
    @Test
    void theLastLineIsShownShortAndWithoutWhatMovesACursor() {
        try (var log = new BoundedLog(folder.resolve("log"))) {
            line(log, "\u001b[2J bell\u0007");
            assertThat(log.lastLine()).isEqualTo("?[2J bell?");
            log.line(new byte[] {(byte) 0xFF, 'x'}, 0, 2);
            assertThat(log.lastLine()).isEqualTo("?x");
            line(log, "y".repeat(70_000));
            assertThat(log.lastLine()).hasSize(203).endsWith("yyy...");
        }
    }

    @TempDir
    private Path folder;

    @Test
    void aShortOneIsKeptAsItIs() throws IOException {
        try (var log = new BoundedLog(folder.resolve("log"))) {
            line(log, "one");
            line(log, "two");
            line(log, "");
            assertThat(log.lastLine()).isEqualTo("two");
        }
        assertThat(folder.resolve("log")).content().isEqualTo("one\ntwo\n\n");
    }

    @Test
    void ofALongOneTheBeginningAndTheEndAre() throws IOException {
        var file = folder.resolve("log");
        try (var log = new BoundedLog(file)) {
            line(log, "begin");
            var much = "x".repeat(99_999);
            for (int i = 0; i < 100; i++) {
                line(log, much);
            }
            line(log, "the end");
            assertThat(log.lastLine()).isEqualTo("the end");
            assertThat(log.bytes()).isEqualTo(10_000_000 + 6 + 8);
        }
        assertThat(Files.size(file)).isBetween((long) BoundedLog.FIRST, BoundedLog.FIRST + BoundedLog.LAST + 100L);
        assertThat(file)
                .content()
                .startsWith("begin\n")
                .endsWith("x\nthe end\n")
                .contains(" bytes left out ...\n");
    }

    private static void line(BoundedLog log, String text) {
        var bytes = text.getBytes(StandardCharsets.UTF_8);
        log.line(bytes, 0, bytes.length);
    }
}
