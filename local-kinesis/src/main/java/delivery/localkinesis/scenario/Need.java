package delivery.localkinesis.scenario;

/** What a scenario cannot do without. */
public enum Need {
    /** The consumer is a process: it can be killed and frozen. */
    PROCESS("a process of its own"),
    /** There are two of it. */
    TWO("two instances"),
    /** Its clock can be set. */
    CLOCK("a clock of its own");

    private final String words;

    Need(String words) {
        this.words = words;
    }

    @Override
    public String toString() {
        return words;
    }
}
