package delivery.lab.demo;

import com.fasterxml.jackson.databind.ObjectMapper;
import delivery.app.AppException;
import delivery.app.FileFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What was done to a demo, and what became of it, in its recorded run: its player goes there. */
final class RunMarks {
    private static final ObjectMapper JSON = new ObjectMapper();

    private RunMarks() {}

    /** After the server has ended, whose file it was. Both clocks are this machine's. */
    static void append(Path run, List<Incident> incidents) {
        try (var lines = Files.newBufferedReader(run)) {
            var begun = JSON.readTree(lines.readLine()).path("at").asLong();
            var marks = new ArrayList<String>();
            for (var incident : incidents) {
                marks.addAll(of(incident, begun));
            }
            Files.write(run, marks, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw AppException.failed("--record " + run + " has no marks of what was done (" + FileFailure.words(e)
                    + "): look at the disk; the rest of it can be played");
        }
    }

    private static List<String> of(Incident incident, long begun) throws IOException {
        var view = incident.view();
        if (view.state() == Incident.State.refused) {
            return List.of();
        }
        var what = view.what() + (view.where().isEmpty() ? "" : ", " + view.where());
        var begin = mark(view.at() - begun, "fault", what);
        return incident.isOpen()
                ? List.of(begin)
                : List.of(begin, mark(incident.closedAt() - begun, view.state().name(), end(view)));
    }

    private static String end(Incident.View view) {
        var word = switch (view.state()) {
            case exact -> String.format(Locale.ROOT, "exact after %.1f s", view.seconds());
            case late -> "not exact after 3 min";
            default -> view.state().name();
        };
        var counts = view.lost() == null
                ? "lost and counted twice not known"
                : "lost " + view.lost() + ", counted twice " + view.twice();
        return word + ": " + counts + (view.note().isEmpty() ? "" : "; " + view.note());
    }

    private static String mark(long t, String kind, String text) throws IOException {
        var mark = new LinkedHashMap<String, Object>();
        mark.put("kind", kind);
        mark.put("text", text);
        var line = new LinkedHashMap<String, Object>(Map.of("t", Math.max(0, t)));
        line.put("mark", mark);
        return JSON.writeValueAsString(line);
    }
}
