package delivery.ranking.letters;

import java.io.IOException;
import java.io.InputStream;

/** The few things that dead letters need of a folder. What was written may be lost in a crash until it is forced. */
public interface LetterFolder {
    /** The file of that name, made if it is not there. Nobody but its owner may read it, and it is no link. */
    Letters openLetters(String name) throws IOException;

    /** A file that is open. Only {@link #force} may be called by any thread. */
    interface Letters extends AutoCloseable {
        /** False if a folder, or a file of that name in it, is there now that is not this one. */
        boolean isInPlace() throws IOException;

        /** From its beginning. */
        InputStream read() throws IOException;

        long size() throws IOException;

        void truncate(long size) throws IOException;

        void write(byte[] bytes, long at) throws IOException;

        void force() throws IOException;

        @Override
        void close() throws IOException;
    }
}
