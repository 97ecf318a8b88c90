package delivery.lab.experiments;

/** Something to try out. */
interface Experiment {
    /** Runs to its end, or throws {@link delivery.app.AppException} if it cannot even be tried. */
    void run(Lab lab, Story story);
}
