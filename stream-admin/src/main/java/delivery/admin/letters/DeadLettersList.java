package delivery.admin.letters;

import delivery.admin.command.Printable;
import delivery.admin.command.Subcommand;
import delivery.app.Table;
import delivery.app.program.OutputOption;
import delivery.model.DeadLetter;
import java.nio.charset.StandardCharsets;
import java.util.StringJoiner;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Whatever a record holds, only printable ASCII reaches the terminal. */
@Command(
        name = "list",
        description = "Prints the records that were rejected: when each arrived, where it was, why, and how it begins.")
final class DeadLettersList extends Subcommand implements Runnable {
    private static final int SHOWN_BYTES = 48;

    @Mixin
    private DeadLetterOptions letters;

    /** JSON is one array, with all bytes as base64. */
    @Mixin
    private OutputOption output;

    @Option(names = "--ndjson", description = "Print one JSON object a line, with all bytes as base64.")
    private boolean ndjson;

    @Override
    public void run() {
        if (ndjson) {
            letters.forEach(letter -> System.out.print(line(letter)));
        } else if (output.isJson()) {
            var all = new StringJoiner(",\n", "[", "]");
            letters.forEach(letter -> all.add(line(letter).stripTrailing()));
            System.out.println(all);
        } else {
            var table = new Table("arrived", "shard", "sequence number", "part", "reason", "bytes", "begins with");
            letters.forEach(letter -> table.row(
                    letter.arrivedAt().toString(),
                    Printable.text(letter.shardId()),
                    Printable.text(letter.sequenceNumber()),
                    letter.part() == DeadLetter.NO_PART ? "" : Integer.toString(letter.part()),
                    Printable.text(letter.reason()),
                    Integer.toString(letter.size()),
                    Printable.bytes(letter.bytes(), SHOWN_BYTES)));
            table.print();
        }
        System.out.flush();
    }

    private static String line(DeadLetter letter) {
        return new String(letter.toLine(), StandardCharsets.US_ASCII);
    }
}
