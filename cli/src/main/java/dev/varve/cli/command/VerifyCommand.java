package dev.varve.cli.command;

import dev.varve.cli.args.Arguments;
import dev.varve.cli.args.CommandSpec;
import dev.varve.cli.args.Option;
import dev.varve.cli.output.Console;
import dev.varve.cli.output.Printable;
import dev.varve.cli.output.Quantities;
import dev.varve.store.Verification;
import dev.varve.store.Verification.Damage;
import java.io.IOException;

/** {@code varve verify}. */
public final class VerifyCommand implements Command {
  private static final int DAMAGED = 3;
  private static final Option QUIET =
      Option.flag("quiet", "Say nothing when all is well").letter('q');

  @Override
  public CommandSpec spec() {
    return CommandSpec.of("verify", "Check every object in the store")
        .description(
            "Reads everything that is stored, compares it with its digest, and names all that is\n"
                + "damaged. Changes nothing. The exit status is 3 when something is.")
        .options(QUIET)
        .build();
  }

  @Override
  public int run(Arguments arguments, Session session) throws IOException {
    Verification verification = session.store().verify();
    Console console = session.console();
    for (Damage damage : verification.damage()) {
      console.line("damaged: " + Printable.line(damage.toString()));
    }
    String checked =
        Quantities.count(verification.objects(), "object")
            + " checked, "
            + Quantities.spacedSize(verification.bytes())
            + " read";
    if (verification.isSound()) {
      if (!arguments.flag(QUIET)) {
        console.line(checked + ", no damage");
      }
      return 0;
    }
    console.line(checked + ", " + Quantities.count(verification.damage().size()) + " damaged");
    return DAMAGED;
  }
}
