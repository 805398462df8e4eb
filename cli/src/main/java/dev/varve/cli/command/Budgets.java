package dev.varve.cli.command;

import dev.varve.cli.args.Arguments;
import dev.varve.cli.args.Option;
import dev.varve.linux.FileSystems;
import dev.varve.model.VarveException;
import dev.varve.store.Budget;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;

/** How much space the store may take, from options and the environment. */
final class Budgets {
  /** {@code off}, or a size. */
  static final String VARIABLE = "VARVE_GC";

  static final Option MAX_USED =
      Option.text("max-used-space", "SIZE", "What the store may take: 20GB, or 10% of its disk");
  static final Option MIN_FREE =
      Option.text("min-free-space", "SIZE", "What shall be free on its disk");
  static final Option RESERVED =
      Option.text("reserved-space", "SIZE", "What it may take in any case");

  /** What Docker called it before. */
  static final Option KEEP_STORAGE = Option.text("keep-storage", "SIZE", "").hide();

  private static final int PART_OF_DISK = 10;

  private Budgets() {}

  /** What the options say; empty when there is none of them. */
  static Optional<Budget> given(Arguments arguments, Path root) throws IOException {
    OptionalLong max = size(arguments, MAX_USED, root);
    OptionalLong free = size(arguments, MIN_FREE, root);
    OptionalLong reserved = size(arguments, RESERVED, root);
    if (reserved.isEmpty()) {
      reserved = size(arguments, KEEP_STORAGE, root);
    }
    boolean none = max.isEmpty() && free.isEmpty() && reserved.isEmpty();
    return none ? Optional.empty() : Optional.of(new Budget(max, free, reserved));
  }

  private static OptionalLong size(Arguments arguments, Option option, Path root)
      throws IOException {
    Optional<String> text = arguments.text(option);
    return text.isEmpty() ? OptionalLong.empty() : OptionalLong.of(size(text.get(), root));
  }

  private static long size(String text, Path root) throws IOException {
    return ByteCounts.of(text, FileSystems.of(root).totalBytes());
  }

  /**
   * What holds where no option says otherwise: a tenth of the disk, or what the environment says.
   *
   * @return empty if the user wants no collection
   */
  static Optional<Budget> usual(Session session, Path root) throws IOException {
    String set = session.variable(VARIABLE).orElse("");
    if (isOff(session)) {
      return Optional.empty();
    }
    if (set.isEmpty()) {
      return Optional.of(Budget.of(FileSystems.of(root).totalBytes() / PART_OF_DISK));
    }
    try {
      return Optional.of(Budget.of(size(set, root)));
    } catch (VarveException e) {
      throw new VarveException(
          VarveException.Code.USAGE,
          VARIABLE + ": " + e.text(),
          "it is a size like 20GB, or off",
          e);
    }
  }

  static boolean isOff(Session session) {
    return session.variable(VARIABLE).orElse("").equals("off");
  }
}
