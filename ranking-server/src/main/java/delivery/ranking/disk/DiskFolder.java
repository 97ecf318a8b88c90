package delivery.ranking.disk;

import delivery.app.AppException;
import delivery.app.PrivateFiles;
import delivery.model.DeadLetter;
import delivery.ranking.snapshot.SnapshotFolder;
import delivery.ranking.snapshot.SnapshotStore;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The state folder, and no other server's as long as this is open: it holds a lock. For our own eyes only. Somebody may
 * put another folder in its place, or remove the lock, while we run: what is held is compared with what is there, and
 * taken anew, or the program ends. No link is followed but one that is the folder itself. Thread-safe.
 */
public final class DiskFolder implements StateFolder, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger("delivery.ranking");
    private static final String LOCK = "lock";

    private final Path path;
    private Held held;
    private long place;

    /**
     * What makes the folder ours.
     *
     * @param folder its key in the file system, null if that gives none
     */
    private record Held(FileChannel lock, Object lockKey, Object folder, boolean isPosix) {}

    private DiskFolder(Path path, Held held) {
        this.path = path;
        this.held = held;
    }

    /** @throws AppException if the folder cannot be made or written to, or belongs to a server that runs */
    public static DiskFolder open(Path path) {
        try {
            make(path);
            var fault = fault(path);
            if (fault != null) {
                throw AppException.usage("--state-dir " + path + " " + fault);
            }
            var held = take(path);
            if (held == null) {
                throw AppException.failed("--state-dir " + path
                        + " belongs to another ranking server that is running: stop that one, or give another folder");
            }
            return new DiskFolder(path, held);
        } catch (IOException e) {
            throw AppException.usage("--state-dir " + path + " cannot be used (" + SnapshotFolder.reason(e)
                    + "): give a folder that this user can write to");
        }
    }

    private static void make(Path path) throws IOException {
        if (Files.isDirectory(path)) {
            return;
        }
        var parent = path.toAbsolutePath().getParent();
        if (parent != null) {
            Files.createDirectories(parent);
        }
        if (parent != null && PrivateFiles.hasOwners(parent)) {
            Files.createDirectory(
                    path, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        } else {
            Files.createDirectory(path);
        }
    }

    private static String fault(Path path) throws IOException {
        var fault = PrivateFiles.faultOfFolder(path);
        if (fault != null) {
            return fault;
        }
        try (var files = Files.list(path)) {
            return files.filter(file -> isOneOfOurs(file.getFileName().toString()))
                    .filter(file -> !Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS))
                    .findFirst()
                    .map(file -> "holds a " + file.getFileName() + " that is no plain file"
                            + (Files.isSymbolicLink(file) ? " but a symbolic link" : "")
                            + ": remove it, or give another folder")
                    .orElse(null);
        }
    }

    private static boolean isOneOfOurs(String name) {
        return name.equals(LOCK) || name.equals(DeadLetter.FILE_NAME) || SnapshotStore.isName(name);
    }

    /** Null if another server has it. */
    private static Held take(Path path) throws IOException {
        var isPosix = PrivateFiles.hasOwners(path);
        var lock = open(path.resolve(LOCK), isPosix, StandardOpenOption.CREATE);
        try {
            if (isLocked(lock)) {
                return new Held(lock, key(path.resolve(LOCK), LinkOption.NOFOLLOW_LINKS), key(path), isPosix);
            }
        } catch (IOException e) {
            lock.close();
            throw e;
        }
        lock.close();
        return null;
    }

    private static boolean isLocked(FileChannel channel) throws IOException {
        try {
            return channel.tryLock() != null;
        } catch (OverlappingFileLockException e) {
            return false;
        }
    }

    private static Object key(Path file, LinkOption... options) throws IOException {
        return Files.readAttributes(file, BasicFileAttributes.class, options).fileKey();
    }

    /** Where a file system has no keys, all that can be said is whether something is there. */
    private static boolean isStill(Object key, Path file, LinkOption... options) throws IOException {
        try {
            return Objects.equals(key, key(file, options));
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    private static FileChannel open(Path file, boolean isPosix, StandardOpenOption how) throws IOException {
        Set<OpenOption> options =
                Set.of(how, StandardOpenOption.READ, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
        if (Files.exists(file, LinkOption.NOFOLLOW_LINKS) && !Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            throw new FileSystemException(
                    file.toString(), null, "it is no plain file, and no link is followed: remove it");
        }
        return isPosix
                ? FileChannel.open(
                        file,
                        options,
                        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))
                : FileChannel.open(file, options, new FileAttribute<?>[0]);
    }

    @Override
    public synchronized long place() throws IOException {
        if (!isStill(held.folder(), path) || !isStill(held.lockKey(), path.resolve(LOCK), LinkOption.NOFOLLOW_LINKS)) {
            takeAgain();
        }
        return place;
    }

    private void takeAgain() throws IOException {
        if (!Files.isDirectory(path)) {
            throw new IOException(
                    "the folder " + path + " was removed or moved away while this server runs: make it" + " again");
        }
        var fault = fault(path);
        if (fault != null) {
            throw new IOException("the folder " + path + " was replaced while this server runs, and now " + fault);
        }
        var taken = take(path);
        if (taken == null) {
            throw AppException.failed("--state-dir " + path + " was replaced, or its lock removed, while this server"
                    + " ran, and another ranking server has it now: stop that one, or give this one another folder");
        }
        close();
        held = taken;
        place++;
        LOG.error(
                "--state-dir {} is not what it was: the folder or its lock was removed or replaced while this server"
                        + " runs. It is locked again, and used as it is now",
                path);
    }

    @Override
    public List<String> names() throws IOException {
        try (var files = Files.list(path)) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }

    @Override
    public byte[] read(String name) throws IOException {
        try (var in = Files.newInputStream(path.resolve(name), LinkOption.NOFOLLOW_LINKS)) {
            return in.readAllBytes();
        }
    }

    @Override
    public File create(String name) throws IOException {
        var channel = open(path.resolve(name), isPosix(), StandardOpenOption.CREATE_NEW);
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
            public void force() throws IOException {
                channel.force(true);
            }

            @Override
            public void close() throws IOException {
                channel.close();
            }
        };
    }

    private synchronized boolean isPosix() {
        return held.isPosix();
    }

    @Override
    public DiskLetters openLetters(String name) throws IOException {
        place();
        var file = path.resolve(name);
        var letters = new DiskLetters(this, file, open(file, isPosix(), StandardOpenOption.CREATE));
        try {
            letters.restrict(isPosix());
            force();
            return letters;
        } catch (IOException e) {
            letters.close();
            throw e;
        }
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
        if (isPosix()) {
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
    public synchronized void close() {
        try {
            held.lock().close();
        } catch (IOException e) {
            LOG.debug("the lock ends with the process then", e);
        }
    }
}
