package dev.varve.cli.args;

import dev.varve.model.VarveException;

/** Errors in what the user typed, each with a pointer to the help page that tells better. */
final class UsageErrors {
  private UsageErrors() {}

  static VarveException of(CommandSpec spec, String what) {
    return new VarveException(
        VarveException.Code.USAGE, spec.name() + ": " + what, hint(spec), null);
  }

  static VarveException unsupported(CommandSpec spec, String what) {
    return new VarveException(
        VarveException.Code.UNSUPPORTED, spec.name() + ": " + what, null, null);
  }

  private static String hint(CommandSpec spec) {
    return "see 'varve " + spec.name() + " --help'";
  }
}
