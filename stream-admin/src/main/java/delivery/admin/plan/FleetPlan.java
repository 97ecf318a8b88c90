package delivery.admin.plan;

/**
 * How many drivers serve nine of ten orders of {@code producer-main --demand city}: a rule of thumb, found by trying
 * (docs/demand.md).
 *
 * @param ordersPerSecond at the peak
 * @param timeScale how much faster than real time they drive
 */
record FleetPlan(double ordersPerSecond, double timeScale) {
    /** Of an order: it is created, and nine of ten are assigned and completed. */
    private static final double EVENTS = 2.8;
    /** To the pick-up 2, to the drop-off 14, and the rest of 10, in the city. */
    private static final double SECONDS = 26;
    /** Who stand where no order is just now, so that none waits out of reach of everybody. */
    private static final int SPARE = 50;

    /** @param eventsPerSecond at the peak */
    static FleetPlan of(double eventsPerSecond, double timeScale) {
        return new FleetPlan(eventsPerSecond / EVENTS, timeScale);
    }

    long drivers() {
        return SPARE + (long) Math.ceil(ordersPerSecond * SECONDS / timeScale);
    }
}
