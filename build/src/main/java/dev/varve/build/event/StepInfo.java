package dev.varve.build.event;

/**
 * A step as it is shown.
 *
 * @param id number in the build, from 1, in the order of the Dockerfile
 * @param stage name of the stage, {@code stage-N} when it has none
 * @param only whether its stage is the only one, so that the name need not be shown
 * @param position of the step in its stage, from 1
 * @param total number of steps of the stage
 * @param instruction as the Dockerfile has it, on one line
 * @param file name of the Dockerfile
 * @param line where the instruction begins, from 1
 */
public record StepInfo(
    int id,
    String stage,
    boolean only,
    int position,
    int total,
    String instruction,
    String file,
    int line) {

  /** The form of BuildKit: {@code [build 3/6] RUN npm ci}. */
  public String title() {
    return "[" + (only ? "" : stage + " ") + position + "/" + total + "] " + instruction;
  }
}
