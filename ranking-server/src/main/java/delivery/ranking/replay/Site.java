package delivery.ranking.replay;

import delivery.ranking.web.PageFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** A folder that any static web server can serve: the page, and runs beside it. */
final class Site {
    private Site() {}

    /** Adds this run to what may be there, and says where it is then. */
    static String make(Path folder, Path run) throws IOException {
        Files.createDirectories(folder);
        for (var part : PageFiles.all()) {
            Files.write(folder.resolve(part.name()), part.content());
        }
        // What a link names has no letter that it would have to hide.
        var name =
                run.getFileName().toString().replaceAll("[^A-Za-z0-9._-]", "-").replaceFirst("^[.]+", "");
        Files.copy(run, folder.resolve(name), StandardCopyOption.REPLACE_EXISTING);
        return "in " + folder + ": index.html?run=" + name;
    }
}
