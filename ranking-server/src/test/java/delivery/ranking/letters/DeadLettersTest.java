package delivery.ranking.letters;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import delivery.app.AppException;
import delivery.app.FakeTime;
import delivery.model.DeadLetter;
import delivery.model.EventEncoder;
import delivery.model.Events;
import delivery.model.Position;
import delivery.protocol.Batch;
import delivery.protocol.Message.EventRecord;
import delivery.protocol.Message.RejectedRecord;
import delivery.ranking.disk.DiskFolder;
import delivery.ranking.state.RankingPicture.RejectedPicture;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeadLettersTest {
    private static final long MAX = 1 << 20;

    @TempDir
    Path folder;

    private final FakeTime time = new FakeTime();
    private DiskFolder disk;

    @Test
    void aRejectedRecordIsKeptWithAllThatIsKnownOfIt() throws IOException {
        try (var letters = open()) {
            letters.keep("DeliveryStream", rejected("s", record("7", "not an event")), List.of());
        }
        var letter = only();
        assertThat(letter.stream()).isEqualTo("DeliveryStream");
        assertThat(letter.shardId()).isEqualTo("s");
        assertThat(letter.sequenceNumber()).isEqualTo("7");
        assertThat(letter.partitionKey()).isEqualTo("key-7");
        assertThat(letter.arrivedAt().toEpochMilli()).isEqualTo(Events.START_MILLIS);
        assertThat(letter.reason()).isEqualTo("not-json");
        assertThat(letter.message()).isEqualTo("not JSON");
        assertThat(new String(letter.bytes(), UTF_8)).isEqualTo("not an event");
        assertThat(letter.isTruncated()).isFalse();
    }

    /** Between the events of one batch and its rejected records, and those of earlier batches. */
    @Test
    void onAShardTheNumbersAscend() throws IOException {
        try (var letters = open()) {
            letters.keep("S", rejected("s", record("9", "a"), record("11", "b")), List.of(conflict("10")));
            letters.keep("S", rejected("t", record("3", "c")), List.of());
            letters.keep("S", rejected("s", record("100", "d")), List.of());
            assertThat(letters.picture(false)).isEqualTo(new RejectedPicture(5, 0, size(), false));
        }
        assertThat(all()).extracting(DeadLetter::sequenceNumber).containsExactly("9", "10", "11", "3", "100");
    }

    /** Of one record on the shard, so that its number alone would say that the second is kept already. */
    @Test
    void thePartsOfAnAggregatedRecordAreKeptEachOnceInTheirOrder() throws IOException {
        var parts = rejected("s", part(2, "c"), part(0, "a"));
        var conflict = new EventRecord(Events.created(1), new BigInteger("7"), 1, Events.START_MILLIS);
        try (var letters = open()) {
            letters.keep("S", parts, List.of(conflict));
            letters.keep("S", parts, List.of(conflict));
        }
        try (var letters = open()) {
            letters.keep("S", parts, List.of(conflict));
            letters.keep("S", rejected("s", part(2, "c"), part(3, "d")), List.of());
            letters.keep("S", rejected("s", record("8", "e")), List.of());
        }
        assertThat(all())
                .extracting(DeadLetter::sequenceNumber, DeadLetter::part)
                .containsExactly(tuple("7", 0), tuple("7", 1), tuple("7", 2), tuple("7", 3), tuple("8", -1));
    }

    @Test
    void aContradictingEventIsKeptAsTheRecordThatItWas() throws IOException {
        try (var letters = open()) {
            letters.keep("S", rejected("s"), List.of(conflict("10")));
        }
        var letter = only();
        assertThat(letter.reason()).isEqualTo("conflicting-duplicate");
        assertThat(letter.partitionKey()).isEqualTo("k3v9-1");
        assertThat(letter.bytes()).isEqualTo(new EventEncoder().encode(Events.created(1)));
    }

    @Test
    void whatIsReadAgainIsNotKeptAgainNeitherBeforeNorAfterARestart() throws IOException {
        try (var letters = open()) {
            letters.keep("S", rejected("s", record("9", "a"), record("11", "b")), List.of());
            letters.keep("S", rejected("s", record("9", "a"), record("11", "b")), List.of());
        }
        try (var letters = open()) {
            assertThat(letters.picture(false).kept()).isEqualTo(2);
            letters.keep("S", rejected("s", record("11", "b"), record("12", "c")), List.of());
            letters.keep("S", rejected("t", record("9", "d")), List.of());
        }
        assertThat(all()).extracting(DeadLetter::sequenceNumber).containsExactly("9", "11", "12", "9");
    }

    @Test
    void aLastLineThatIsTornAnywhereIsCutOffAndWrittenAgain() throws IOException {
        try (var letters = open()) {
            letters.keep("S", rejected("s", record("1", "a"), record("2", "b")), List.of());
        }
        var whole = Files.readAllBytes(file());
        var first = 0;
        while (whole[first] != '\n') {
            first++;
        }
        for (var length = first + 1; length < whole.length; length += 13) {
            Files.write(file(), Arrays.copyOf(whole, length));
            try (var letters = open()) {
                assertThat(letters.picture(false)).isEqualTo(new RejectedPicture(1, 0, first + 1, false));
                letters.keep("S", rejected("s", record("1", "a"), record("2", "b")), List.of());
            }
            assertThat(Files.readAllBytes(file())).isEqualTo(whole);
        }
    }

    @Test
    void aLineThatIsNoDeadLetterIsLeftAsItIs() throws IOException {
        try (var letters = open()) {
            letters.keep("S", rejected("s", record("1", "a")), List.of());
        }
        Files.writeString(file(), "scribble\n", StandardOpenOption.APPEND);
        try (var letters = open()) {
            letters.keep("S", rejected("s", record("1", "a"), record("2", "b")), List.of());
            assertThat(letters.picture(false).kept()).isEqualTo(2);
        }
        assertThat(Files.readAllLines(file())).hasSize(3).element(1).isEqualTo("scribble");
    }

    @Test
    void beyondTheLimitTheyAreCountedAndTheFileStaysWhole() throws IOException {
        try (var letters = DeadLetters.in(disk, 1_500, time)) {
            for (var n = 1; n <= 10; n++) {
                letters.keep("S", rejected("s", record(Integer.toString(n), "x")), List.of());
            }
            assertThat(letters.picture(true)).isEqualTo(new RejectedPicture(5, 5, size(), true));
            assertThat(size()).isLessThanOrEqualTo(1_500);
        }
        assertThat(all()).hasSize(5);
    }

    @Test
    void withoutAFolderTheyAreCountedOnce() throws IOException {
        try (var letters = DeadLetters.withoutFile(time)) {
            letters.keep("S", rejected("s", record("1", "a"), record("2", "b")), List.of());
            letters.keep("S", rejected("s", record("1", "a"), record("2", "b")), List.of());
            letters.force();
            assertThat(letters.picture(false)).isEqualTo(new RejectedPicture(0, 2, 0, false));
        }
    }

    /** A thread that is interrupted while it writes loses its file; that stands for whatever a disk may do. */
    @Test
    void aFailureOfTheDiskStopsNothingAndLeavesTheFileWhole() throws IOException {
        try (var letters = open()) {
            letters.keep("S", rejected("s", record("1", "a")), List.of());
            Thread.currentThread().interrupt();
            letters.keep("S", rejected("s", record("2", "b")), List.of());
            assertThat(Thread.interrupted()).isTrue();
            assertThat(letters.picture(false).dropped()).isOne();
            letters.keep("S", rejected("s", record("3", "c")), List.of());
            letters.force();
            assertThat(letters.picture(false)).isEqualTo(new RejectedPicture(2, 1, size(), false));
        }
        assertThat(all()).extracting(DeadLetter::sequenceNumber).containsExactly("1", "3");
    }

    @Test
    void onlyTheOwnerMayReadThem() throws IOException {
        Files.writeString(file(), "");
        Files.setPosixFilePermissions(file(), PosixFilePermissions.fromString("rw-r--r--"));
        open().close();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file())))
                .isEqualTo("rw-------");
    }

    @Test
    void aFileThatCannotBeOpenedIsAFailureOfOneLine() throws IOException {
        Files.createDirectory(file());
        assertThatThrownBy(this::open).isInstanceOf(AppException.class).hasMessageContaining(file().toString());
    }

    @BeforeEach
    void openFolder() throws IOException {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
        disk = DiskFolder.open(folder);
    }

    @AfterEach
    void closeFolder() {
        disk.close();
    }

    /** Whoever removes it means it: nothing comes back, but it is said, and counted, and the next ones are kept. */
    @Test
    void lettersThatWereTakenAwayAreCountedAsLostAndTheNextOnesAreKept() throws IOException {
        try (var letters = open()) {
            letters.keep("S", rejected("s", record("1", "a"), record("2", "b")), List.of());
            Files.delete(file());
            letters.keep("S", rejected("s", record("3", "c")), List.of());
            assertThat(letters.picture(false)).isEqualTo(new RejectedPicture(1, 2, size(), false));
            Files.move(file(), folder.resolve("elsewhere"));
            letters.force();
            assertThat(letters.picture(false)).isEqualTo(new RejectedPicture(0, 3, 0, false));
            letters.keep("S", rejected("s", record("4", "d"), record("5", "e")), List.of());
            try (var cut = FileChannel.open(file(), StandardOpenOption.WRITE)) {
                cut.truncate(cut.size() / 2);
            }
            letters.look();
            assertThat(letters.picture(false)).isEqualTo(new RejectedPicture(1, 4, size(), false));
            letters.keep("S", rejected("s", record("6", "f")), List.of());
        }
        assertThat(all()).extracting(DeadLetter::sequenceNumber).containsExactly("4", "6");
    }

    @Test
    void aFolderThatWasMadeAnewTakesTheNextLetters() throws IOException {
        try (var letters = open()) {
            letters.keep("S", rejected("s", record("1", "a")), List.of());
            makeFolderAnew();
            letters.keep("S", rejected("s", record("2", "b")), List.of());
            letters.force();
            assertThat(letters.picture(false)).isEqualTo(new RejectedPicture(1, 1, size(), false));
        }
        assertThat(all()).extracting(DeadLetter::sequenceNumber).containsExactly("2");
    }

    private void makeFolderAnew() throws IOException {
        try (var files = Files.list(folder)) {
            for (var file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(folder);
        Files.createDirectory(
                folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }

    @Test
    void noLinkIsFollowedAndWhatItLeadsToStaysAsItIs() throws IOException {
        var other = Files.writeString(folder.resolve("other"), "mine");
        Files.setPosixFilePermissions(other, PosixFilePermissions.fromString("rw-r--r--"));
        try (var letters = open()) {
            letters.keep("S", rejected("s", record("1", "a")), List.of());
            Files.delete(file());
            Files.createSymbolicLink(file(), other);
            letters.keep("S", rejected("s", record("2", "b")), List.of());
            assertThatThrownBy(letters::force)
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("no link is followed");
            assertThat(letters.picture(false).dropped()).isOne();
        }
        assertThatThrownBy(this::open).isInstanceOf(AppException.class).hasMessageContaining("no link is followed");
        assertThat(other).hasContent("mine");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(other)))
                .isEqualTo("rw-r--r--");
    }

    private DeadLetters open() {
        return DeadLetters.in(disk, MAX, time);
    }

    private Path file() {
        return folder.resolve("dead-letters.ndjson");
    }

    private long size() throws IOException {
        return Files.size(file());
    }

    private DeadLetter only() throws IOException {
        assertThat(all()).hasSize(1);
        return all().get(0);
    }

    private List<DeadLetter> all() throws IOException {
        var letters = new ArrayList<DeadLetter>();
        for (var line : Files.readAllLines(file())) {
            letters.add(DeadLetter.parse(line.getBytes(UTF_8)));
        }
        return letters;
    }

    private static Batch rejected(String shardId, RejectedRecord... records) {
        return Batch.of(1, shardId, Position.TRIM_HORIZON, Position.SHARD_END)
                .rejected(List.of(records))
                .build();
    }

    private static RejectedRecord record(String number, String text) {
        var bytes = text.getBytes(UTF_8);
        return new RejectedRecord(
                number, "key-" + number, Events.START_MILLIS, "not-json", "not JSON", bytes, bytes.length, "", 0);
    }

    private static RejectedRecord part(int part, String text) {
        var whole = record("7", text);
        return new RejectedRecord(
                whole.sequenceNumber(),
                part,
                whole.partitionKey(),
                whole.arrivedAtMillis(),
                whole.reason(),
                whole.message(),
                whole.bytes(),
                whole.size(),
                "",
                0);
    }

    private static EventRecord conflict(String number) {
        return new EventRecord(Events.created(1), new BigInteger(number), Events.START_MILLIS);
    }
}
