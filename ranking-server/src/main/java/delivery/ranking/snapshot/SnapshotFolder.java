package delivery.ranking.snapshot;

import java.io.IOException;
import java.io.OutputStream;
import java.util.List;

/**
 * The few things that snapshots need of a folder. What was written may be lost in a crash until it is forced, and a name
 * that was given, changed or removed until the folder is forced.
 */
public interface SnapshotFolder {
    /**
     * Another number each time the folder was found to be another one than before, though its name is the same.
     *
     * @throws IOException if there is none at present
     * @throws delivery.app.AppException if it has become another server's
     */
    default long place() throws IOException {
        return 0;
    }

    /** What went wrong: of some failures the message is but the name of the file. */
    static String reason(Exception e) {
        return e.getClass().getSimpleName() + (e.getMessage() == null ? "" : ": " + e.getMessage());
    }

    List<String> names() throws IOException;

    byte[] read(String name) throws IOException;

    /** A new, empty file of that name. */
    File create(String name) throws IOException;

    /** In one step; a file that had the new name is gone. */
    void rename(String from, String to) throws IOException;

    void delete(String name) throws IOException;

    /** The names are on disk from then on. */
    void force() throws IOException;

    /** A file being written. */
    abstract class File extends OutputStream {
        /** What was written is on disk from then on. After a failure it never is: throw the file away. */
        public abstract void force() throws IOException;
    }
}
