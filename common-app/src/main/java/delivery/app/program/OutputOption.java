package delivery.app.program;

import picocli.CommandLine.Option;

/** How data goes to stdout: the same flag on every program and subcommand that prints any. */
public final class OutputOption {
    @Option(
            names = "--output",
            paramLabel = "text|json",
            description = "How to print what comes out: text for people, or JSON (default: text).")
    private Form output = Form.text;

    @Option(names = "--json", description = "As --output json.")
    private boolean json;

    /** Constants are spelt as on the command line. */
    enum Form {
        text,
        json
    }

    public boolean isJson() {
        return json || output == Form.json;
    }
}
