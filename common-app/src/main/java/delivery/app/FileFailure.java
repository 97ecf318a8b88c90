package delivery.app;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;

/** Why a file could not be used, in words: of some failures the message is but the name of the file. */
public final class FileFailure {
    private FileFailure() {}

    public static String words(IOException e) {
        if (e instanceof NoSuchFileException) {
            return "there is no such file";
        } else if (e instanceof AccessDeniedException) {
            return "this user may not";
        } else if (e instanceof CharacterCodingException) {
            return "it is not text in UTF-8";
        } else if (e instanceof FileSystemException failure && failure.getReason() != null) {
            return failure.getReason();
        }
        return e.getMessage() == null ? "an error of input or output" : e.getMessage();
    }
}
