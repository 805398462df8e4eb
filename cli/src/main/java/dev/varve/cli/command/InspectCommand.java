package dev.varve.cli.command;

import dev.varve.cli.args.Arguments;
import dev.varve.cli.args.CommandSpec;
import dev.varve.cli.args.Option;
import dev.varve.cli.output.Console;
import dev.varve.cli.template.Template;
import dev.varve.model.Json;
import dev.varve.model.VarveException;
import dev.varve.runtime.container.ContainerState;
import dev.varve.runtime.container.Containers;
import dev.varve.store.Image;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** {@code varve inspect}. */
public final class InspectCommand implements Command {
  private static final Option FORMAT =
      Option.text("format", "FORMAT", "'json' (default) or a Go template, applied to each")
          .letter('f');
  private static final Option TYPE =
      Option.text("type", "TYPE", "Only 'image' or only 'container'");
  private static final Option SIZE =
      Option.flag("size", "Accepted; sizes are always shown").letter('s');

  @Override
  public CommandSpec spec() {
    return CommandSpec.of("inspect", "Show all about images and containers")
        .operands("NAME|ID [NAME|ID...]", 1, Integer.MAX_VALUE)
        .options(FORMAT, SIZE, TYPE)
        .example("The command that an image runs", "varve inspect -f '{{json .Config.Cmd}}' shop")
        .build();
  }

  @Override
  public int run(Arguments arguments, Session session) throws IOException {
    String type = arguments.text(TYPE, "");
    if (!type.isEmpty() && !type.equals("image") && !type.equals("container")) {
      throw new VarveException(
          VarveException.Code.USAGE, "inspect: --type is image or container, not '" + type + "'");
    }
    String format = arguments.text(FORMAT, "");
    Failed failed = new Failed(session.console());
    List<Json> found = new ArrayList<>();
    for (String name : arguments.operands()) {
      try {
        found.add(find(name, type, session));
      } catch (VarveException e) {
        failed.add(e);
      }
    }
    print(found, format, session.console());
    return failed.status();
  }

  private static Json find(String name, String type, Session session) throws IOException {
    if (type.equals("image")) {
      return ImageJson.of(session.store().images().resolve(name), session.store());
    }
    Optional<ContainerState> container = container(name, session);
    if (container.isPresent()) {
      return ContainerJson.of(container.get(), session.store());
    }
    if (type.equals("container")) {
      throw new VarveException(VarveException.Code.NOT_FOUND, "no container '" + name + "'");
    }
    Optional<Image> image = session.store().images().find(name);
    if (image.isPresent()) {
      return ImageJson.of(image.get(), session.store());
    }
    throw new VarveException(VarveException.Code.NOT_FOUND, "no image or container '" + name + "'");
  }

  private static Optional<ContainerState> container(String name, Session session)
      throws IOException {
    try {
      return Optional.of(new Containers(session.store(), session.clock()).find(name));
    } catch (VarveException e) {
      if (e.code() == VarveException.Code.NOT_FOUND) {
        return Optional.empty();
      }
      throw e;
    }
  }

  private static void print(List<Json> found, String format, Console console) {
    if (format.isEmpty()) {
      console.line(new Json.Arr(found).toPretty());
    } else if (format.equals("json")) {
      console.line(new Json.Arr(found).toText());
    } else {
      Template template = Template.parse(Listing.unescape(format));
      found.forEach(each -> console.line(template.apply(each)));
    }
  }
}
