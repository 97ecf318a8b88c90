package delivery.admin.command;

import picocli.CommandLine.Option;

/** {@code --wait}, of every subcommand whose change takes a while. */
public final class WaitOption {
    @Option(names = "--wait", description = "Return only when the stream is ACTIVE again.")
    private boolean wait;

    public boolean isGiven() {
        return wait;
    }
}
