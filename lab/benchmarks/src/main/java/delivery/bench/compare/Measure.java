package delivery.bench.compare;

/** Something that is measured under a name of its own. */
public interface Measure {
    /** One sentence: what is measured, and how. */
    String what();

    /**
     * Takes minutes.
     *
     * @param rounds how often each contender has its turn
     * @return the results, in Markdown
     */
    String run(int rounds) throws Exception;
}
