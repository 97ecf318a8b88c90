package delivery.admin.letters;

import delivery.app.AppException;
import delivery.app.FileFailure;
import delivery.app.PrivateFiles;
import delivery.kinesis.ShardNames;
import delivery.model.DeadLetter;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Option;

/** Which dead letters, as flags. The ranking server may be running: it only ever appends. */
final class DeadLetterOptions {
    private static final Logger LOG = LoggerFactory.getLogger("delivery.admin");

    @Option(
            names = "--state-dir",
            paramLabel = "DIR",
            required = true,
            description = "The ranking server's --state-dir.")
    private Path stateDir;

    @Option(
            names = "--reason",
            paramLabel = "REASON",
            description = "Only those rejected for this reason, such as not-json or field:price.")
    private String reason;

    @Option(names = "--shard", paramLabel = "SHARD", description = "Only those of this shard, by id or its number.")
    private String shard;

    /**
     * Hands over those that were asked for, in the order in which they were rejected.
     *
     * @throws AppException if there is no such file, or it cannot be read
     */
    void forEach(Consumer<DeadLetter> action) {
        if (stateDir.toString().isBlank()) {
            throw AppException.usage("--state-dir is empty: give the ranking server's");
        }
        var file = stateDir.resolve(DeadLetter.FILE_NAME);
        check(file);
        var broken = 0;
        // Not decoded as UTF-8: a torn line may hold anything.
        try (var in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS);
                var lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.ISO_8859_1))) {
            for (var line = lines.readLine(); line != null; line = lines.readLine()) {
                var letter = parse(line);
                if (letter == null) {
                    broken++;
                } else if (isAskedFor(letter)) {
                    action.accept(letter);
                }
            }
        } catch (IOException e) {
            throw AppException.failed(file + " cannot be read (" + FileFailure.words(e) + ")");
        }
        if (broken > 0) {
            LOG.warn("{} line(s) of {} are no dead letters and were passed over", broken, file);
        }
    }

    /** As strict as the server: what is in the file may be put on the stream. */
    private void check(Path file) {
        try {
            if (Files.isSymbolicLink(file)) {
                throw AppException.usage("--state-dir " + stateDir + " holds a " + DeadLetter.FILE_NAME
                        + " that is a symbolic link, and none is followed: give the ranking server's folder");
            }
            if (!Files.isRegularFile(file)) {
                throw AppException.usage(
                        "--state-dir " + stateDir + " has no " + DeadLetter.FILE_NAME + ": give the ranking server's");
            }
            var fault = PrivateFiles.faultOfPermissions(stateDir);
            if (fault != null) {
                throw AppException.usage("--state-dir " + stateDir + " " + fault);
            }
        } catch (IOException e) {
            throw AppException.failed("--state-dir " + stateDir + " cannot be read (" + FileFailure.words(e) + ")");
        }
    }

    private static @Nullable DeadLetter parse(String line) {
        try {
            return DeadLetter.parse(line.getBytes(StandardCharsets.ISO_8859_1));
        } catch (IOException e) {
            return null;
        }
    }

    private boolean isAskedFor(DeadLetter letter) {
        return (reason == null || reason.equals(letter.reason()))
                && (shard == null || ShardNames.id(shard).equals(letter.shardId()));
    }
}
