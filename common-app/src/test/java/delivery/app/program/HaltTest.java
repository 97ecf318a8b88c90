package delivery.app.program;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class HaltTest {
    @Test
    void theLastWordIsOneLineThatSaysWhatToDo() {
        assertThat(lastWord(new OutOfMemoryError("Java heap space")))
                .isEqualTo("error: out of memory: give the program more, such as java -Xmx512m");
        assertThat(lastWord(new OutOfMemoryError("unable to create native thread: possibly out of memory")))
                .startsWith("error: the system gives no more threads: raise its limits");
        assertThat(lastWord(new NoClassDefFoundError("delivery/Gone")))
                .startsWith("error: unexpected java.lang.NoClassDefFoundError: delivery/Gone");
    }

    private static String lastWord(Error cause) {
        var text = new String(Halt.lastWord(cause), StandardCharsets.UTF_8);
        assertThat(text.lines()).hasSize(1);
        return text.stripTrailing();
    }
}
