package delivery.admin;

import delivery.kinesis.SdkStream;
import delivery.kinesis.ShardMap;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(name = "shards", description = "Prints the ids of the open shards, one a line, by hash key.")
final class Shards extends StreamCommand {
    @Option(names = "--json", description = "Print a JSON array.")
    private boolean json;

    @Override
    void run(SdkStream stream) {
        var ids = ShardMap.of(stream.shards()).ids();
        if (json) {
            Json.print(ids);
        } else {
            ids.forEach(System.out::println);
        }
    }
}
