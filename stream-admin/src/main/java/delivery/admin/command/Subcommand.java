package delivery.admin.command;

import delivery.app.StopSignal;
import delivery.app.program.App;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** What all subcommands have: help, their program's version, and its stop. */
@Command(
        mixinStandardHelpOptions = true,
        versionProvider = Subcommand.ProgramVersion.class,
        usageHelpAutoWidth = true,
        sortOptions = false)
public abstract class Subcommand {
    @Spec
    private CommandSpec spec;

    protected final CommandSpec spec() {
        return spec;
    }

    protected final StopSignal stop() {
        return ((App) spec.root().userObject()).stopSignal();
    }

    static final class ProgramVersion implements IVersionProvider {
        @Spec
        private CommandSpec spec;

        @Override
        public String[] getVersion() {
            return spec.root().version();
        }
    }
}
