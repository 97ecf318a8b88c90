package delivery.lab;

import delivery.app.program.App;
import delivery.lab.chaos.ChaosCommand;
import delivery.lab.demo.DemoCommand;
import delivery.lab.experiments.ExperimentCommand;
import delivery.lab.verify.VerifyCommand;
import java.util.Arrays;

/** {@code java -jar experiments.jar demo|chaos|experiment|verify FLAG...}: what the scripts of these names start. */
public final class Main {
    private Main() {}

    public static void main(String[] args) {
        var program = switch (args.length == 0 ? "" : args[0]) {
            case "demo" -> new DemoCommand();
            case "chaos" -> new ChaosCommand();
            case "experiment" -> new ExperimentCommand();
            case "verify" -> new VerifyCommand();
            default -> null;
        };
        if (program == null) {
            System.err.println("error: name one of demo, chaos, experiment and verify");
            System.exit(2);
        }
        App.main(program, Arrays.copyOfRange(args, 1, args.length));
    }
}
