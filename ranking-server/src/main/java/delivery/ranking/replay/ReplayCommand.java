package delivery.ranking.replay;

import delivery.app.AppException;
import delivery.app.FileFailure;
import delivery.app.Ports;
import delivery.app.program.App;
import delivery.ranking.record.BadRecordingException;
import delivery.ranking.record.Recording;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code delivery replay FILE}. */
@Command(
        name = ReplayCommand.NAME,
        description =
                "Shows the page with a run that was recorded by --record of demo or ranking, or by simulate: one can"
                        + " go back and forth in it. Needs no stream.")
public final class ReplayCommand extends App {
    public static final String NAME = "replay";

    private static final Logger LOG = LoggerFactory.getLogger("delivery.ranking");
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT);

    @Parameters(paramLabel = "FILE", description = "The recorded run.")
    private Path file;

    @Option(
            names = "--http-port",
            paramLabel = "PORT",
            description = "Serve the page here, for this machine alone (8080; 0: any free).")
    private int httpPort = 8080;

    @Option(names = "--open", description = "Open it in the browser.")
    private boolean open;

    @Option(
            names = "--site",
            paramLabel = "DIR",
            description = "Serve nothing: put the page and the run into this folder, for any static web server.")
    private Path site;

    @Override
    public void run() {
        Ports.check("--http-port", httpPort);
        if (site != null && open) {
            throw AppException.usage("--site and --open exclude each other: nothing is served that could be opened");
        }
        var recording = read();
        if (recording.isTorn()) {
            LOG.warn("{}: its last line is torn, and left out: who wrote it was ended meanwhile", file);
        }
        if (site != null) {
            makeSite();
            return;
        }
        try (var server = ReplayServer.start(file, httpPort)) {
            announce("recorded run of " + words(recording) + ", page on " + server.page());
            if (open) {
                Viewer.open(server.page());
            }
            stopSignal().awaitStop();
        }
    }

    private Recording read() {
        try {
            if (Files.isDirectory(file)) {
                throw AppException.usage(file + " is a folder: give the file of a recorded run");
            }
            var recording = Recording.read(file);
            if (recording.pages() == 0) {
                throw AppException.usage(
                        file + " has no page in it, who wrote it was ended too early: give another file");
            }
            return recording;
        } catch (BadRecordingException e) {
            throw AppException.usage(
                    file + " " + e.getMessage() + ": give a file that --record of demo or ranking has written");
        } catch (IOException e) {
            throw AppException.usage(
                    file + " cannot be read (" + FileFailure.words(e) + "): give the file of a recorded run");
        }
    }

    private static String words(Recording recording) {
        return TIME.format(Instant.ofEpochMilli(recording.atMillis()).atZone(ZoneId.systemDefault()))
                + (recording.title().isEmpty() ? "" : " (" + recording.title() + ")") + ", "
                + recording.lastMillis() / 1_000 + " s";
    }

    private void makeSite() {
        try {
            announce(Site.make(site, file));
        } catch (IOException e) {
            throw AppException.failed(
                    "--site " + site + " cannot be made (" + FileFailure.words(e) + "): give another folder");
        }
    }
}
