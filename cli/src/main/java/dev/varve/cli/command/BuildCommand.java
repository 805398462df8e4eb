package dev.varve.cli.command;

import dev.varve.build.BuildRequest;
import dev.varve.build.BuildResult;
import dev.varve.build.Builder;
import dev.varve.build.ImagePuller;
import dev.varve.build.SourceDate;
import dev.varve.build.context.ContextSource;
import dev.varve.build.context.DockerfileSource;
import dev.varve.build.event.BuildEvent;
import dev.varve.build.event.BuildListener;
import dev.varve.build.step.StepFailure;
import dev.varve.cli.args.Arguments;
import dev.varve.cli.args.CommandSpec;
import dev.varve.cli.progress.Progress;
import dev.varve.cli.progress.Progresses;
import dev.varve.dockerfile.DockerfileException;
import dev.varve.model.Json;
import dev.varve.model.Platform;
import dev.varve.model.Reference;
import dev.varve.model.VarveException;
import dev.varve.registry.transfer.Puller;
import dev.varve.registry.transfer.TransferListener;
import dev.varve.runtime.Network;
import dev.varve.runtime.select.Isolations;
import dev.varve.store.Image;
import dev.varve.store.Store;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** {@code varve build}. */
public final class BuildCommand implements Command {

  @Override
  public CommandSpec spec() {
    return CommandSpec.of("build", "Build an image from a Dockerfile")
        .operands("CONTEXT", 1, 1)
        .description(
            """
            Builds the stage that is asked for, and what it needs. Steps whose inputs are unchanged
            come from the cache; every other says why it runs. CONTEXT is a directory, a tar archive
            (plain or compressed), or - for one from standard input.\
            """)
        .section(
            "Image",
            BuildOptions.TAG,
            BuildOptions.LABEL,
            BuildOptions.IIDFILE,
            BuildOptions.METADATA_FILE)
        .section("Dockerfile", BuildOptions.FILE, BuildOptions.TARGET, BuildOptions.BUILD_ARG)
        .section(
            "Cache",
            BuildOptions.NO_CACHE,
            BuildOptions.NO_CACHE_FILTER,
            BuildOptions.NO_STAT_CACHE,
            BuildOptions.PULL,
            BuildOptions.CACHE_FROM,
            BuildOptions.CACHE_TO,
            BuildOptions.VERIFY)
        .section("Output", BuildOptions.OUTPUT, BuildOptions.PUSH)
        .section("RUN", BuildOptions.NETWORK, BuildOptions.ISOLATION, BuildOptions.PLATFORM)
        .section("Display", BuildOptions.PROGRESS, BuildOptions.QUIET)
        .section("Compatibility", BuildOptions.LOAD, BuildOptions.DOCKER_RM)
        .section("Not yet supported", BuildOptions.NOT_YET)
        .example("Build the Dockerfile of this directory", "varve build -t shop .")
        .example(
            "Build and push, with a cache that all machines share",
            "varve build -t registry.example.com/shop --push"
                + " --cache-from registry.example.com/shop:cache"
                + " --cache-to type=registry,ref=registry.example.com/shop:cache,mode=max .")
        .example("Put what a stage made into a directory", "varve build --target bin -o out .")
        .example("Build one stage of it", "varve build --target test .")
        .build();
  }

  @Override
  public int run(Arguments arguments, Session session) throws IOException, InterruptedException {
    return run(arguments, session, _ -> {});
  }

  /** The same; {@code listener} learns what the display does, after it. */
  int run(Arguments arguments, Session session, BuildListener listener)
      throws IOException, InterruptedException {
    BuildRequest wanted = request(arguments, session);
    BuildSharing sharing = BuildSharing.of(arguments, wanted, session);
    BuildRequest request = wanted.withTags(sharing.tags());
    Store store = session.store();
    Path directory = session.isolationDirectory(store);
    Builder builder =
        new Builder(
            store,
            session.clock(),
            name -> new Isolations(directory).select(name),
            new PullOnDemand(session, store));
    BuildResult result;
    sharing.takeCaches();
    try (Progress progress = progress(arguments, session);
        AutomaticCollection _ = AutomaticCollection.during(session, store)) {
      session.tellFetches(
          (blob, stage, done, total) -> {
            if (stage == TransferListener.Stage.PULLED) {
              Instant now = session.clock().instant();
              progress.on(new BuildEvent.LayerFetched(now, blob.shortHex(), total));
            }
          });
      result =
          builder.build(
              request,
              event -> {
                progress.on(event);
                listener.on(event);
              });
    } catch (DockerfileException e) {
      e.range().ifPresent(range -> session.console().noteRaw(range.excerpt()));
      throw new VarveException(
          VarveException.Code.DOCKERFILE,
          e.range().map(range -> range + ": ").orElse("") + e.problem(),
          e.hint().orElse(null),
          e);
    } catch (StepFailure e) {
      session.console().noteRaw(e.range().excerpt());
      throw e;
    }
    session.tellFetches(TransferListener.NONE);
    Image image = sharing.give(result);
    String display = display(arguments, session);
    if (display.equals("quiet")) {
      session.console().line(image.id().toString());
    }
    if (arguments.given(BuildOptions.IIDFILE)) {
      write(arguments.text(BuildOptions.IIDFILE, ""), image.id().toString());
    }
    if (arguments.given(BuildOptions.METADATA_FILE)) {
      write(arguments.text(BuildOptions.METADATA_FILE, ""), metadata(request, image));
    }
    return 0;
  }

  /** What images are; their layers come when a step needs them. */
  private record PullOnDemand(Session session, Store store) implements ImagePuller {
    @Override
    public Image pull(Reference name, Platform platform) throws IOException, InterruptedException {
      return new Puller(store, session.registries(), TransferListener.NONE)
          .pull(name, platform, Puller.Extent.CONFIG)
          .image();
    }
  }

  private static String display(Arguments arguments, Session session) {
    return arguments.flag(BuildOptions.QUIET)
        ? "quiet"
        : arguments.text(
            BuildOptions.PROGRESS, session.variable("BUILDKIT_PROGRESS").orElse("auto"));
  }

  private static Progress progress(Arguments arguments, Session session) {
    Map<String, String> environment = new LinkedHashMap<>();
    for (String name : List.of("TERM", "NO_COLOR", "CI")) {
      session.variable(name).ifPresent(value -> environment.put(name, value));
    }
    return new Progresses(session.console(), environment, session.clock(), session::terminalSize)
        .start(display(arguments, session));
  }

  private static BuildRequest request(Arguments arguments, Session session) {
    String operand = arguments.operand(0);
    ContextSource context = ContextSource.of(operand, session.console().in());
    DockerfileSource dockerfile =
        arguments
            .text(BuildOptions.FILE)
            .map(file -> DockerfileSource.of(file, session.console().in()))
            .orElseGet(DockerfileSource.Default::new);
    String project =
        context instanceof ContextSource.Directory(Path path)
            ? path.toAbsolutePath().normalize().toString()
            : operand;
    return new BuildRequest(
        context,
        dockerfile,
        project,
        arguments.text(BuildOptions.TARGET).filter(target -> !target.isEmpty()),
        buildArgs(arguments.list(BuildOptions.BUILD_ARG), session),
        pairs(arguments.list(BuildOptions.LABEL)),
        tags(arguments.list(BuildOptions.TAG)),
        arguments.flag(BuildOptions.NO_CACHE),
        Set.copyOf(split(arguments.list(BuildOptions.NO_CACHE_FILTER))),
        network(arguments.text(BuildOptions.NETWORK, "default")),
        arguments.text(BuildOptions.ISOLATION, Isolations.AUTO),
        platform(arguments),
        arguments.flag(BuildOptions.PULL),
        !arguments.flag(BuildOptions.NO_STAT_CACHE),
        arguments.flag(BuildOptions.VERIFY));
  }

  /** Only this machine's, which scripts name as well. */
  private static Platform platform(Arguments arguments) {
    Platform host = Platform.host();
    String wanted = arguments.text(BuildOptions.PLATFORM, "");
    if (!wanted.isEmpty() && !wanted.equals("local") && !wanted.equals(host.toString())) {
      throw new VarveException(
          VarveException.Code.UNSUPPORTED,
          "build: --platform " + wanted + " is not yet supported: this machine is " + host);
    }
    return host;
  }

  private static List<String> split(List<String> lists) {
    List<String> items = new ArrayList<>();
    for (String list : lists) {
      for (String item : list.split(",", -1)) {
        if (!item.isBlank()) {
          items.add(item.strip());
        }
      }
    }
    return items;
  }

  /** {@code NAME} alone takes the caller's value, and means nothing if there is none. */
  private static Map<String, String> buildArgs(List<String> given, Session session) {
    Map<String, String> args = new LinkedHashMap<>();
    for (String each : given) {
      int equals = each.indexOf('=');
      String name = equals < 0 ? each : each.substring(0, equals);
      if (name.isBlank()) {
        throw new VarveException(
            VarveException.Code.USAGE, "--build-arg '" + each + "' has no name");
      }
      Optional<String> value =
          equals < 0 ? session.variable(name) : Optional.of(each.substring(equals + 1));
      value.ifPresent(text -> args.put(name, text));
    }
    session
        .variable(SourceDate.NAME)
        .filter(text -> !text.isEmpty())
        .ifPresent(text -> args.putIfAbsent(SourceDate.NAME, text));
    SourceDate.of(args);
    return args;
  }

  private static Map<String, String> pairs(List<String> given) {
    Map<String, String> pairs = new LinkedHashMap<>();
    for (String each : given) {
      int equals = each.indexOf('=');
      String name = equals < 0 ? each : each.substring(0, equals);
      if (name.isBlank()) {
        throw new VarveException(VarveException.Code.USAGE, "--label '" + each + "' has no name");
      }
      pairs.put(name, equals < 0 ? "" : each.substring(equals + 1));
    }
    return pairs;
  }

  private static List<Reference> tags(List<String> names) {
    List<Reference> tags = new ArrayList<>();
    for (String name : names) {
      Reference tag;
      try {
        tag = Reference.parse(name);
      } catch (IllegalArgumentException e) {
        throw new VarveException(VarveException.Code.USAGE, "--tag: " + e.getMessage());
      }
      if (tag.pinned().isPresent()) {
        throw new VarveException(
            VarveException.Code.USAGE, "--tag " + name + ": a digest cannot be chosen");
      }
      tags.add(tag);
    }
    return tags;
  }

  private static Network network(String mode) {
    return switch (mode) {
      case "default", "" -> Network.DEFAULT;
      case "host" -> Network.HOST;
      case "none" -> Network.NONE;
      default ->
          throw new VarveException(
              VarveException.Code.USAGE,
              "unknown network '" + mode + "'",
              "it is default, host or none");
    };
  }

  /** The file appears whole or not at all. */
  private static void write(String file, String content) throws IOException {
    Path target = Path.of(file).toAbsolutePath();
    Path temporary = target.resolveSibling("." + target.getFileName() + ".new");
    try {
      Files.writeString(temporary, content);
      Files.move(temporary, target, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(temporary);
    }
  }

  /** The keys that buildx writes, as far as they mean anything here. */
  private static String metadata(BuildRequest request, Image image) {
    Json.Obj json =
        Json.Obj.EMPTY
            .with("containerimage.config.digest", Json.of(image.configDigest().toString()))
            .with("containerimage.digest", Json.of(image.manifestDigest().toString()));
    if (!request.tags().isEmpty()) {
      json =
          json.with(
              "image.name",
              Json.of(String.join(",", request.tags().stream().map(Reference::toString).toList())));
    }
    return json.toPretty() + "\n";
  }
}
