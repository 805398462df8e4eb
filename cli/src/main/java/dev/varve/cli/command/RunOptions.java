package dev.varve.cli.command;

import dev.varve.cli.args.CommandSpec;
import dev.varve.cli.args.Option;

/** The options of {@code run}, under Docker's names. */
final class RunOptions {
  static final Option REMOVE = Option.flag("rm", "Remove the container when it ends");
  static final Option NAME = Option.text("name", "NAME", "Name of the container");
  static final Option HOSTNAME =
      Option.text("hostname", "NAME", "Host name in the container").letter('h');
  static final Option CIDFILE =
      Option.text("cidfile", "FILE", "Write the container's ID to a file, which must not exist");
  static final Option LABEL =
      Option.list("label", "NAME=VALUE", "Label of the container").letter('l');
  static final Option INTERACTIVE =
      Option.flag("interactive", "Pass standard input to the command").letter('i');
  static final Option TTY = Option.flag("tty", "The command gets this terminal").letter('t');
  static final Option ENTRYPOINT =
      Option.text("entrypoint", "COMMAND", "Instead of the image's entry point; '' for none");
  static final Option ENV =
      Option.list("env", "NAME[=VALUE]", "Set a variable, or pass the caller's").letter('e');
  static final Option ENV_FILE =
      Option.list("env-file", "FILE", "Set the variables in a file, NAME=VALUE a line");
  static final Option USER =
      Option.text("user", "USER[:GROUP]", "Run as this user: a name or an ID").letter('u');
  static final Option WORKDIR =
      Option.text("workdir", "DIR", "Working directory in the container").letter('w');
  static final Option VOLUME =
      Option.list("volume", "DIR:DIR[:ro]", "Show a file or directory of the host").letter('v');
  static final Option MOUNT =
      Option.list(
          "mount", "KEY=VALUE,...", "The same: type=bind|tmpfs, source=, target=, readonly");
  static final Option TMPFS =
      Option.list("tmpfs", "DIR[:OPTIONS]", "An empty directory in memory: size=, mode=");
  static final Option READ_ONLY = Option.flag("read-only", "The image's files cannot be changed");
  static final Option NETWORK =
      Option.text("network", "KIND", "default, host (both the host's network) or none");
  static final Option NET = Option.text("net", "KIND", "").hide();
  static final Option ADD_HOST =
      Option.list("add-host", "NAME:ADDRESS", "One more line in /etc/hosts");
  static final Option ISOLATION =
      Option.text("isolation", "KIND", "auto (default), crun, runc or builtin");
  static final Option PULL =
      Option.text("pull", "WHEN", "Pull the image: always, missing (default) or never");
  static final Option PLATFORM = Option.text("platform", "OS/ARCH", "").hide();

  private static final String LIMITS = "limits need cgroups, which containers are not given yet";
  private static final String PRIVILEGES = "containers have Docker's default capabilities";

  private RunOptions() {}

  static CommandSpec spec() {
    return CommandSpec.of("run", "Run a command in a new container")
        .operands("IMAGE [COMMAND] [ARG...]", 1, Integer.MAX_VALUE)
        .stopAtOperand()
        .description(
            """
            The container is the image's files with a thin writable layer on top. It stays when it ends,
            for 'diff', 'commit', 'cp' and 'logs', unless --rm is given. The exit status is the
            command's; 125 when varve itself failed, 126 when the command cannot be executed, 127 when
            there is no such command.""")
        .section("Container", REMOVE, NAME, HOSTNAME, LABEL, CIDFILE, ISOLATION)
        .section("Command", INTERACTIVE, TTY, ENTRYPOINT, ENV, ENV_FILE, USER, WORKDIR)
        .section("Files", VOLUME, MOUNT, TMPFS, READ_ONLY)
        .section("Network", NETWORK, NET, ADD_HOST, PULL, PLATFORM)
        .section(
            "Not yet",
            Option.flag("detach", "")
                .letter('d')
                .notYet("no daemon is there to keep it; start it with & or as a service"),
            Option.list("publish", "PORT", "")
                .letter('p')
                .notYet("the container has the host's network, its ports are the host's"),
            Option.flag("publish-all", "").letter('P').notYet("see --publish"),
            Option.list("cap-add", "NAME", "").notYet(PRIVILEGES),
            Option.list("cap-drop", "NAME", "").notYet(PRIVILEGES),
            Option.flag("privileged", "").notYet(PRIVILEGES),
            Option.list("security-opt", "NAME=VALUE", "").notYet(PRIVILEGES),
            Option.list("device", "DEVICE", "").notYet("containers have the standard devices"),
            Option.text("memory", "BYTES", "").letter('m').notYet(LIMITS),
            Option.text("memory-swap", "BYTES", "").notYet(LIMITS),
            Option.text("cpus", "NUMBER", "").notYet(LIMITS),
            Option.text("cpu-shares", "NUMBER", "").letter('c').notYet(LIMITS),
            Option.text("cpuset-cpus", "LIST", "").notYet(LIMITS),
            Option.text("pids-limit", "NUMBER", "").notYet(LIMITS),
            Option.list("ulimit", "NAME=VALUE", "").notYet(LIMITS),
            Option.text("shm-size", "BYTES", "").notYet("/dev/shm has 64 MB"),
            Option.flag("init", "").notYet("the command is process 1"),
            Option.text("restart", "POLICY", "").notYet("no daemon is there to restart it"),
            Option.list("dns", "ADDRESS", "").notYet("the container has the host's resolv.conf"),
            Option.list("volumes-from", "CONTAINER", "").notYet("there are no volumes"),
            Option.list("attach", "STREAM", "").letter('a').notYet("output is always attached"),
            Option.text("gpus", "DEVICES", "").notYet("containers have the standard devices"),
            Option.text("pid", "NAMESPACE", "").notYet("each container has its own"),
            Option.text("ipc", "NAMESPACE", "").notYet("each container has its own"),
            Option.text("userns", "NAMESPACE", "").notYet("containers share that of varve"))
        .example("A shell in an image, gone afterwards", "varve run --rm -it shop sh")
        .example("This directory, read-only", "varve run --rm -v .:/src:ro shop make -C /src test")
        .build();
  }
}
