package delivery.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** How long a comparison takes must not tell how much of a guess was right; a clock cannot prove that, but the sources can. */
class SecretsTest {
    /** Of a value, by its name; a constant in capitals is the name of something. */
    private static final String SECRET = "\\b[a-z]*([tT]oken|[sS]ecret|[pP]assword|[sS]ignature)\\w*(\\(\\))?";

    private static final Pattern IN_HASTE = Pattern.compile("(" + SECRET + "\\s*\\.(equals|compareTo|contentEquals)\\("
            + "|\\.(equals|compareTo|contentEquals)\\(\\s*" + SECRET + "\\s*\\)"
            + "|(Arrays|Objects)\\.equals\\([^;]*" + SECRET + ")");

    @Test
    void whereATokenIsComparedItTakesTheSameTimeWhateverIsRightOfIt() throws IOException {
        var compared = new ArrayList<String>();
        var inConstantTime = new ArrayList<String>();
        for (var module : new String[] {
            "ranking-server", "local-kinesis", "consumer", "common-app", "stream-admin", "lab/experiments"
        }) {
            try (var files = Files.walk(Started.ROOT.resolve(module).resolve("src/main/java"))) {
                for (var file : files.filter(Files::isRegularFile).toList()) {
                    var text = Files.readString(file);
                    IN_HASTE.matcher(text).results().forEach(found -> compared.add(name(file) + ": " + found.group()));
                    if (text.contains("MessageDigest.isEqual(")) {
                        inConstantTime.add(name(file));
                    }
                }
            }
        }
        assertThat(compared).isEmpty();
        assertThat(inConstantTime).contains("Admission.java", "HarmDoor.java", "TokenGate.java");
    }

    private static String name(Path file) {
        return file.getFileName().toString();
    }
}
