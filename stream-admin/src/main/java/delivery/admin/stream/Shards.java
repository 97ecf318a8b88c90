package delivery.admin.stream;

import delivery.admin.command.AdminStream;
import delivery.admin.command.Json;
import delivery.admin.command.StreamCommand;
import delivery.kinesis.ShardMap;
import picocli.CommandLine.Command;

@Command(name = "shards", description = "Prints the ids of the open shards, one a line, by hash key.")
public final class Shards extends StreamCommand {
    @Override
    protected void run(AdminStream stream) {
        var ids = ShardMap.of(stream.shards()).ids();
        if (wantsJson()) {
            Json.print(ids);
        } else {
            ids.forEach(System.out::println);
        }
    }
}
