package delivery.admin;

import picocli.CommandLine.Option;

/** {@code --wait}, of every subcommand whose change takes a while. */
final class WaitOption {
    @Option(names = "--wait", description = "Return only when the stream is ACTIVE again.")
    private boolean wait;

    boolean isGiven() {
        return wait;
    }
}
