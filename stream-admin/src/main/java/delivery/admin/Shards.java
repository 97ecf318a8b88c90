package delivery.admin;

import delivery.kinesis.ShardMap;
import picocli.CommandLine.Command;

@Command(name = "shards", description = "Prints the ids of the open shards, one a line, by hash key.")
final class Shards extends StreamCommand {
    @Override
    void run(AdminStream stream) {
        var ids = ShardMap.of(stream.shards()).ids();
        if (wantsJson()) {
            Json.print(ids);
        } else {
            ids.forEach(System.out::println);
        }
    }
}
