package delivery.ranking.disk;

import delivery.ranking.letters.LetterFolder;
import delivery.ranking.snapshot.SnapshotFolder;

/** All that the server needs of the folder that outlives it. */
public interface StateFolder extends SnapshotFolder, LetterFolder {}
