package delivery.lab.launcher;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import delivery.app.AppException;
import delivery.app.program.App;
import delivery.app.program.OutputOption;
import java.nio.file.Path;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What the programs of the lab have in common: where the suite is, and the look at all flags before anything is started. */
public abstract class LabCommand extends App {
    private static final ObjectMapper JSON = new ObjectMapper();

    @Option(names = "--suite", hidden = true, paramLabel = "DIR", description = "Where the suite was built (here).")
    private Path suite = Path.of(".");

    @Option(names = "--check-flags", hidden = true, description = "Only look at the flags, before a script builds.")
    private boolean onlyFlags;

    @Mixin
    private OutputOption output;

    @Spec
    private CommandSpec spec;

    /** @throws AppException if this machine lacks what the flags ask for */
    protected void checkMachine() {}

    /** All flags are as they may be, by {@link FlagRules}. */
    protected abstract void work();

    @Override
    public final void run() {
        var program = spec.name().replaceAll(".*/(.*)[.]sh", "$1");
        FlagRules.check(program, spec.commandLine().getParseResult());
        checkMachine();
        if (!onlyFlags) {
            work();
        }
    }

    public final boolean wantsJson() {
        return output.isJson();
    }

    /** One line on stdout. */
    protected static void printJson(Object value) {
        try {
            System.out.println(JSON.writeValueAsString(value));
            System.out.flush();
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    protected final Path suite() {
        return suite;
    }
}
