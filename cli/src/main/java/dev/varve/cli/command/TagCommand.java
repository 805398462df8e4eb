package dev.varve.cli.command;

import dev.varve.cli.args.Arguments;
import dev.varve.cli.args.CommandSpec;
import dev.varve.model.Reference;
import dev.varve.store.Images;
import java.io.IOException;

/** {@code varve tag}. */
public final class TagCommand implements Command {
  @Override
  public CommandSpec spec() {
    return CommandSpec.of("tag", "Give an image one more name")
        .operands("SOURCE[:TAG] TARGET[:TAG]", 2, 2)
        .example("Keep what is now 'latest' under another name", "varve tag shop shop:stable")
        .build();
  }

  @Override
  public int run(Arguments arguments, Session session) throws IOException {
    Reference target = ImageNames.forTag(arguments.operand(1));
    Images images = session.store().images();
    images.tag(images.resolve(arguments.operand(0)), target);
    return 0;
  }
}
