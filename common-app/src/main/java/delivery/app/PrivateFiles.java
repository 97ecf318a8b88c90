package delivery.app;

import com.sun.security.auth.module.UnixSystem;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Who else may read or change a file. A file system that knows no owners is not asked. */
public final class PrivateFiles {
    private static final int MAX_SECRET_BYTES = 4_096;
    private static final Set<PosixFilePermission> OTHERS_WRITE =
            EnumSet.of(PosixFilePermission.GROUP_WRITE, PosixFilePermission.OTHERS_WRITE);
    private static final Set<PosixFilePermission> OTHERS_READ_OR_WRITE = EnumSet.of(
            PosixFilePermission.GROUP_READ,
            PosixFilePermission.OTHERS_READ,
            PosixFilePermission.GROUP_WRITE,
            PosixFilePermission.OTHERS_WRITE);

    /** These show the same owner and permissions for whatever is on them, and chmod does nothing. */
    private static final Set<String> WITHOUT_OWNERS =
            Set.of("vfat", "msdos", "exfat", "ntfs", "ntfs3", "fuseblk", "9p", "drvfs", "cifs", "smb3");

    private PrivateFiles() {}

    /** Whether the file system of this file has owners and permissions that mean something. */
    public static boolean hasOwners(Path file) throws IOException {
        return Files.getFileAttributeView(file, PosixFileAttributeView.class) != null
                && !WITHOUT_OWNERS.contains(Files.getFileStore(file).type());
    }

    /**
     * The secret in a file of one line. A symbolic link will do if what it leads to is the owner's alone.
     *
     * @param flag that named the file
     * @throws AppException if there is none, or others may read it
     */
    public static String secret(String flag, Path file) {
        try {
            if (hasOwners(file)) {
                var permissions = Files.getPosixFilePermissions(file);
                if (permissions.stream().anyMatch(OTHERS_READ_OR_WRITE::contains)) {
                    throw AppException.usage(flag + " " + file + " is open to others than its owner ("
                            + PosixFilePermissions.toString(permissions) + "): chmod 600 " + file);
                }
            }
            return read(flag, file);
        } catch (IOException e) {
            throw AppException.usage(flag + " " + file + " cannot be read (" + FileFailure.words(e)
                    + "): give a file that holds the secret and that this user can read");
        }
    }

    private static String read(String flag, Path file) throws IOException {
        try (var in = Files.newInputStream(file)) {
            var bytes = in.readNBytes(MAX_SECRET_BYTES + 1);
            if (bytes.length > MAX_SECRET_BYTES) {
                throw AppException.usage(flag + " " + file + " holds more than " + MAX_SECRET_BYTES
                        + " bytes: put a secret of one line in");
            }
            var secret = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString()
                    .strip();
            if (secret.isEmpty()) {
                throw AppException.usage(flag + " " + file + " is empty: put a secret of one line in");
            }
            return secret;
        }
    }

    /** What is wrong with a folder for our own use, and what to do; null if nothing is. */
    public static @Nullable String faultOfFolder(Path folder) throws IOException {
        if (!hasOwners(folder)) {
            return null;
        }
        if (!isOurs(folder)) {
            return "belongs to another user: chown it to the one that this program runs as, or give another folder";
        }
        return faultOfPermissions(folder);
    }

    /** What is wrong with a folder that we only read, and what to do; null if nothing is. */
    public static @Nullable String faultOfPermissions(Path folder) throws IOException {
        if (!hasOwners(folder)) {
            return null;
        }
        var permissions = Files.getPosixFilePermissions(folder);
        return permissions.stream().anyMatch(OTHERS_WRITE::contains)
                ? "can be written to by others than its owner (" + PosixFilePermissions.toString(permissions)
                        + "): chmod 700 it, or give another folder"
                : null;
    }

    /** Whether the file itself, not what a link leads to, belongs to the user that this program runs as. */
    public static boolean isOurs(Path file) throws IOException {
        var real = Files.isDirectory(file) ? file.toRealPath() : file;
        var owner = (Integer) Files.getAttribute(real, "unix:uid", LinkOption.NOFOLLOW_LINKS);
        return owner == new UnixSystem().getUid();
    }
}
