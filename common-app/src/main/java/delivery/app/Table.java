package delivery.app;

import java.util.ArrayList;
import java.util.List;

/** Columns as wide as their widest cell, on stdout. */
public final class Table {
    private final List<String[]> rows = new ArrayList<>();

    /** @param heading one cell a column */
    public Table(String... heading) {
        rows.add(heading);
    }

    /** @param cells as many as the heading has */
    public void row(String... cells) {
        rows.add(cells);
    }

    public void print() {
        var columns = rows.get(0).length;
        var widths = new int[columns];
        for (var row : rows) {
            for (var i = 0; i < columns; i++) {
                widths[i] = Math.max(widths[i], row[i].length());
            }
        }
        for (var row : rows) {
            var line = new StringBuilder();
            for (var i = 0; i < columns; i++) {
                line.append(row[i]).append(" ".repeat(widths[i] - row[i].length() + 2));
            }
            System.out.println(line.toString().stripTrailing());
        }
    }
}
