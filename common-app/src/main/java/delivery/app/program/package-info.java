/**
 * The frame of every program: {@link delivery.app.program.App} reads the flags, runs, and sees to exit code, logs,
 * metrics and the end. All else here is its own.
 */
package delivery.app.program;
