package delivery.ranking.disk;

import delivery.ranking.letters.LetterFolder;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;

/** The dead letters' file in the state folder. */
final class DiskLetters implements LetterFolder.Letters {
    private final DiskFolder folder;
    private final Path path;
    private final FileChannel channel;
    private final long place;
    private final Object key;

    DiskLetters(DiskFolder folder, Path path, FileChannel channel) throws IOException {
        this.folder = folder;
        this.path = path;
        this.channel = channel;
        place = folder.place();
        key = key();
    }

    private Object key() throws IOException {
        return Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                .fileKey();
    }

    /** Of a file that somebody else has put there, too. */
    void restrict(boolean isPosix) throws IOException {
        if (isPosix) {
            Files.getFileAttributeView(path, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                    .setPermissions(PosixFilePermissions.fromString("rw-------"));
        }
    }

    @Override
    public boolean isInPlace() throws IOException {
        try {
            return channel.isOpen() && folder.place() == place && Objects.equals(key, key());
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    @Override
    public InputStream read() throws IOException {
        channel.position(0);
        // Not to be closed: that would close the channel.
        return Channels.newInputStream(channel);
    }

    @Override
    public long size() throws IOException {
        return channel.size();
    }

    @Override
    public void truncate(long size) throws IOException {
        channel.truncate(size);
    }

    @Override
    public void write(byte[] bytes, long at) throws IOException {
        var to = at;
        for (var rest = ByteBuffer.wrap(bytes); rest.hasRemaining(); ) {
            to += channel.write(rest, to);
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
}
