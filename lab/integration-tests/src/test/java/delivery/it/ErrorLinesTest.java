package delivery.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import org.junit.jupiter.api.Test;

/** Each error line that a program can end with is in the docs. -Derrors.written writes them anew. */
class ErrorLinesTest {
    @Test
    void theListOfErrorLinesIsWhatTheSourcesSay() throws IOException {
        var list = Started.ROOT.resolve("docs/error-lines.md");
        var said = ErrorLines.page();
        if (System.getProperty("errors.written") != null) {
            Files.writeString(list, said);
        }
        assertThat(said.lines().count()).isGreaterThan(150);
        assertThat(Files.readString(list))
                .as("docs/error-lines.md; -Derrors.written writes it anew")
                .isEqualTo(said);
    }

    @Test
    void eachErrorLineThatIsNotAboutAFlagHasItsNextStep() throws IOException {
        var page = ErrorLines.page();
        assertThat(ErrorLines.withoutNextStep(page))
                .as("say it in the line, or in next-steps.txt")
                .isEmpty();
        assertThat(ErrorLines.stepsOfNoLine(page)).isEmpty();
    }
}
