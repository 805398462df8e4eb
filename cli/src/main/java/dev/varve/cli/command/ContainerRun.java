package dev.varve.cli.command;

import dev.varve.cli.args.Arguments;
import dev.varve.cli.output.Console;
import dev.varve.cli.output.OutputException;
import dev.varve.linux.FileHandle;
import dev.varve.linux.Signals;
import dev.varve.model.ContainerConfig;
import dev.varve.model.Digest;
import dev.varve.model.VarveException;
import dev.varve.runtime.ContainerMount;
import dev.varve.runtime.ContainerSpec;
import dev.varve.runtime.ContainerStreams;
import dev.varve.runtime.ContainerUser;
import dev.varve.runtime.ExitStatus;
import dev.varve.runtime.Isolation;
import dev.varve.runtime.MountedRoot;
import dev.varve.runtime.NameFiles;
import dev.varve.runtime.Network;
import dev.varve.runtime.OutputSink;
import dev.varve.runtime.PrivateMounts;
import dev.varve.runtime.RunControl;
import dev.varve.runtime.container.ContainerLog;
import dev.varve.runtime.container.OpenContainer;
import dev.varve.runtime.root.InsideRoot;
import dev.varve.runtime.root.OverlayRootFileSystem;
import dev.varve.runtime.select.Isolations;
import dev.varve.runtime.user.ImageUsers;
import dev.varve.store.Image;
import dev.varve.store.Layer;
import dev.varve.store.Store;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Runs the command of one container, from mounting its root to its exit status. */
final class ContainerRun {
  /** Who asks a third time means it, whatever the command thinks of it. */
  private static final int ENOUGH = 3;

  private final Arguments arguments;
  private final Session session;
  private final Image image;
  private final OpenContainer container;
  private final RunControl control = new RunControl();
  private volatile @Nullable OutputException unwritable;

  ContainerRun(Arguments arguments, Session session, Image image, OpenContainer container) {
    this.arguments = arguments;
    this.session = session;
    this.image = image;
    this.container = container;
  }

  ExitStatus run(List<String> command) throws IOException, InterruptedException {
    Store store = session.store();
    Isolation isolation =
        new Isolations(session.isolationDirectory(store))
            .select(arguments.text(RunOptions.ISOLATION, Isolations.AUTO));
    List<Layer> layers = new ArrayList<>();
    for (Digest diffId : image.config().diffIds()) {
      layers.add(store.layers().get(diffId));
    }
    List<Path> trees = store.layers().trees(layers);
    passSignals();
    if (arguments.flag(RunOptions.TTY)) {
      keysAreTheContainers();
    }
    ExitStatus status = contained(trees, isolation, command);
    container.finished(status);
    return status;
  }

  private ExitStatus contained(List<Path> trees, Isolation isolation, List<String> command)
      throws IOException, InterruptedException {
    try {
      return PrivateMounts.call(
          "run",
          () -> {
            try (MountedRoot root = new OverlayRootFileSystem().mount(trees, container.writable());
                ContainerLog log = container.log()) {
              ContainerSpec spec = spec(root.path(), command);
              container.started();
              return isolation.run(spec, streams(log), control);
            }
          });
    } catch (InterruptedException e) {
      OutputException output = unwritable;
      if (output != null) {
        throw output;
      }
      throw e;
    }
  }

  /**
   * Signals are the command's, as if it ran here. Before it runs, and when somebody asks it to end
   * for the third time, they end the container.
   */
  private void passSignals() {
    Thread worker = Thread.currentThread();
    AtomicInteger endings = new AtomicInteger();
    for (PassedSignal signal : PassedSignal.values()) {
      Signals.handle(
          signal.name(),
          ignored -> {
            boolean sent = control.signal(signal.number());
            boolean insists = signal.ends() && endings.incrementAndGet() >= ENOUGH;
            if (signal.ends() && (!sent || insists)) {
              worker.interrupt();
            }
          });
    }
  }

  /**
   * The terminal sends the signals of its keys to the command as well; it is for the command to
   * answer them.
   */
  private static void keysAreTheContainers() {
    for (String name : List.of("INT", "QUIT", "TSTP")) {
      Signals.handle(name, ignored -> {});
    }
  }

  private ContainerSpec spec(Path root, List<String> command) throws IOException {
    ContainerConfig config = image.config().config();
    Network network = network();
    String hostname = arguments.text(RunOptions.HOSTNAME, container.state().shortId());
    String cwd = arguments.text(RunOptions.WORKDIR, config.workingDir());
    if (!cwd.isEmpty() && !cwd.startsWith("/")) {
      throw new VarveException(
          VarveException.Code.USAGE, "run: the working directory '" + cwd + "' is not absolute");
    }
    ContainerUser user = user(root, arguments.text(RunOptions.USER, config.user()));
    List<String> environment =
        new ArrayList<>(RunEnvironment.of(config, arguments, session, hostname));
    if (environment.stream().noneMatch(variable -> variable.startsWith("HOME="))) {
      environment.add("HOME=" + user.home());
    }
    return ContainerSpec.of(container.state().id(), root, container.scratch(), command)
        .withEnv(environment)
        .withCwd(cwd.isEmpty() ? "/" : cwd)
        .withUser(user)
        .withNetwork(network)
        .withMounts(mounts())
        .withHostname(hostname)
        .withNames(new NameFiles(false, true, extraHosts()))
        .withTty(arguments.flag(RunOptions.TTY))
        .withReadOnlyRoot(arguments.flag(RunOptions.READ_ONLY));
  }

  private Network network() {
    String kind = arguments.text(RunOptions.NETWORK, arguments.text(RunOptions.NET, "default"));
    return switch (kind) {
      case "default", "bridge" -> Network.DEFAULT;
      case "host" -> Network.HOST;
      case "none" -> Network.NONE;
      default ->
          throw new VarveException(
              VarveException.Code.USAGE,
              "run: unknown network '" + kind + "'",
              "one of default, host and none");
    };
  }

  private List<ContainerMount> mounts() throws IOException {
    List<ContainerMount> mounts = new ArrayList<>();
    for (String volume : arguments.list(RunOptions.VOLUME)) {
      mounts.add(RunMounts.volume(volume));
    }
    arguments.list(RunOptions.MOUNT).forEach(text -> mounts.add(RunMounts.mount(text)));
    arguments.list(RunOptions.TMPFS).forEach(text -> mounts.add(RunMounts.tmpfs(text)));
    return mounts;
  }

  private List<String> extraHosts() {
    List<String> lines = new ArrayList<>();
    for (String host : arguments.list(RunOptions.ADD_HOST)) {
      int separator = host.indexOf('=') > 0 ? host.indexOf('=') : host.indexOf(':');
      if (separator <= 0) {
        throw new VarveException(
            VarveException.Code.USAGE,
            "run: --add-host has the form NAME:ADDRESS, not '" + host + "'");
      }
      lines.add(host.substring(separator + 1) + " " + host.substring(0, separator));
    }
    return lines;
  }

  private static ContainerUser user(Path root, String spec) throws IOException {
    try (InsideRoot inside = InsideRoot.open(root)) {
      return new ImageUsers(accounts(inside, ImageUsers.PASSWD), accounts(inside, ImageUsers.GROUP))
          .user(spec);
    }
  }

  /** A file of accounts; nothing when there is none, or something else in its place. */
  private static byte[] accounts(InsideRoot root, String path) throws IOException {
    InsideRoot.Place place = root.resolve(path);
    if (!place.isRegular()) {
      return new byte[0];
    }
    try (FileHandle file = root.openFile(place)) {
      byte[] content = file.inputStream().readNBytes(ImageUsers.MAX_FILE_SIZE + 1);
      if (content.length > ImageUsers.MAX_FILE_SIZE) {
        throw new VarveException(
            VarveException.Code.CORRUPT, "the image's " + path + " is larger than 10 MiB");
      }
      return content;
    }
  }

  /**
   * A terminal is shared; so is everything when nobody will ask for the log. Else output is kept on
   * its way.
   */
  private ContainerStreams streams(ContainerLog log) {
    boolean interactive = arguments.flag(RunOptions.INTERACTIVE);
    boolean terminal = arguments.flag(RunOptions.TTY);
    if (terminal || (interactive && arguments.flag(RunOptions.REMOVE))) {
      return ContainerStreams.inherited();
    }
    Console console = session.console();
    OutputSink out = sink(console.binary(), Thread.currentThread());
    OutputSink err = sink(console.errors(), Thread.currentThread());
    ContainerStreams.Input input =
        interactive ? new ContainerStreams.Input.Inherited() : new ContainerStreams.Input.Empty();
    if (arguments.flag(RunOptions.REMOVE)) {
      return new ContainerStreams.Captured(input, out, err);
    }
    return new ContainerStreams.Captured(input, log.sink(false, out), log.sink(true, err));
  }

  /** When nobody takes the output any more, the container is stopped. */
  private OutputSink sink(OutputStream stream, Thread runner) {
    return (bytes, offset, length) -> {
      if (unwritable != null) {
        return;
      }
      try {
        stream.write(bytes, offset, length);
      } catch (OutputException e) {
        unwritable = e;
        runner.interrupt();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    };
  }
}
