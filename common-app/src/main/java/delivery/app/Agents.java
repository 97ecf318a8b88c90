package delivery.app;

/** Where agents are set to work, also by one another. */
@FunctionalInterface
public interface Agents {
    /** @param name for people */
    void start(String name, Agent agent);
}
