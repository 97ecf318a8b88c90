package delivery.lab.verify.report;

import delivery.app.ExitCode;

/** What is said of a scenario in one word. */
public enum Word {
    PASSED("passed", ExitCode.DONE),
    LOSS("loss", ExitCode.LOSS),
    DOUBLED("doubled", ExitCode.LOSS),
    OUT_OF_ORDER("out of order", ExitCode.LOSS),
    NOTHING_PROVED("nothing proved", ExitCode.FAILED),
    FAILED("failed", ExitCode.FAILED),
    LEFT_OUT("left out", ExitCode.DONE);

    private final String words;
    public final int exitCode;

    Word(String words, int exitCode) {
        this.words = words;
        this.exitCode = exitCode;
    }

    @Override
    public String toString() {
        return words;
    }
}
