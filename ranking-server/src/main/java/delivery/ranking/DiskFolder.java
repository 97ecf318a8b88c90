package delivery.ranking;

import delivery.app.AppException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The state folder, and no other server's as long as this is open: it holds a lock. For our own eyes only. */
final class DiskFolder implements SnapshotFolder, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger("delivery.ranking");
    private static final String LOCK = "lock";

    private final Path path;
    private final FileChannel lock;
    private final boolean isPosix;

    private DiskFolder(Path path, FileChannel lock, boolean isPosix) {
        this.path = path;
        this.lock = lock;
        this.isPosix = isPosix;
    }

    /** @throws AppException if the folder cannot be made or written to, or belongs to a server that runs */
    static DiskFolder open(Path path) {
        try {
            var isNew = !Files.exists(path);
            Files.createDirectories(path);
            var isPosix = Files.getFileStore(path).supportsFileAttributeView("posix");
            if (isPosix && isNew) {
                Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwx------"));
            }
            if (isPosix && Files.getPosixFilePermissions(path).contains(PosixFilePermission.OTHERS_WRITE)) {
                throw AppException.usage("--state-dir " + path
                        + " can be written to by anyone: chmod it to 700, or give another folder");
            }
            var lock = create(path.resolve(LOCK), isPosix, StandardOpenOption.CREATE);
            if (!isLocked(lock)) {
                lock.close();
                throw AppException.failed("--state-dir " + path
                        + " belongs to another ranking server that is running: stop that one, or give another folder");
            }
            return new DiskFolder(path, lock, isPosix);
        } catch (IOException e) {
            throw AppException.usage("--state-dir " + path + " cannot be used (" + reason(e)
                    + "): give a folder that this user can write to");
        }
    }

    private static boolean isLocked(FileChannel channel) throws IOException {
        try {
            return channel.tryLock() != null;
        } catch (OverlappingFileLockException e) {
            return false;
        }
    }

    private static FileChannel create(Path file, boolean isPosix, StandardOpenOption how) throws IOException {
        var options = EnumSet.of(how, StandardOpenOption.WRITE);
        return isPosix
                ? FileChannel.open(
                        file,
                        options,
                        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))
                : FileChannel.open(file, options, new FileAttribute<?>[0]);
    }

    /** What went wrong: of some failures the message is but the name of the file. */
    static String reason(Exception e) {
        return e.getClass().getSimpleName() + (e.getMessage() == null ? "" : ": " + e.getMessage());
    }

    @Override
    public List<String> names() throws IOException {
        try (var files = Files.list(path)) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }

    @Override
    public byte[] read(String name) throws IOException {
        return Files.readAllBytes(path.resolve(name));
    }

    @Override
    public File create(String name) throws IOException {
        var channel = create(path.resolve(name), isPosix, StandardOpenOption.CREATE_NEW);
        return new File() {
            @Override
            public void write(int b) throws IOException {
                write(new byte[] {(byte) b}, 0, 1);
            }

            @Override
            public void write(byte[] bytes, int from, int length) throws IOException {
                for (var left = ByteBuffer.wrap(bytes, from, length); left.hasRemaining(); ) {
                    channel.write(left);
                }
            }

            @Override
            void force() throws IOException {
                channel.force(true);
            }

            @Override
            public void close() throws IOException {
                channel.close();
            }
        };
    }

    @Override
    public void rename(String from, String to) throws IOException {
        Files.move(path.resolve(from), path.resolve(to), StandardCopyOption.ATOMIC_MOVE);
    }

    @Override
    public void delete(String name) throws IOException {
        Files.delete(path.resolve(name));
    }

    @Override
    public void force() throws IOException {
        // Elsewhere a folder cannot be opened, and need not be.
        if (isPosix) {
            try (var folder = FileChannel.open(path, Set.of(StandardOpenOption.READ))) {
                folder.force(true);
            }
        }
    }

    @Override
    public String toString() {
        return path.toString();
    }

    @Override
    public void close() {
        try {
            lock.close();
        } catch (IOException e) {
            LOG.debug("the lock ends with the process then", e);
        }
    }
}
