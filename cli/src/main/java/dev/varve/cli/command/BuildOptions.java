package dev.varve.cli.command;

import dev.varve.cli.args.Option;

/** The options of {@code varve build}: those of {@code docker buildx build}. */
final class BuildOptions {
  static final Option BUILD_ARG =
      Option.list("build-arg", "NAME[=VALUE]", "Set a build argument; without value the caller's");
  static final Option FILE =
      Option.text("file", "PATH", "Dockerfile, - for standard input (default: CONTEXT/Dockerfile)")
          .letter('f');
  static final Option IIDFILE = Option.text("iidfile", "FILE", "Write the image ID to a file");
  static final Option ISOLATION =
      Option.text("isolation", "NAME", "How RUN is confined: auto, crun, runc or builtin");
  static final Option LABEL = Option.list("label", "NAME=VALUE", "Set a label of the image");
  static final Option METADATA_FILE =
      Option.text("metadata-file", "FILE", "Write what was built to a file, as JSON");
  static final Option NETWORK =
      Option.text("network", "MODE", "Network of RUN: default, host or none");
  static final Option NO_CACHE =
      Option.flag("no-cache", "Run every step, whatever the cache knows");
  static final Option NO_CACHE_FILTER =
      Option.list("no-cache-filter", "STAGE", "Run every step of these stages");
  static final Option NO_STAT_CACHE =
      Option.flag("no-stat-cache", "Read every file of the context again, whatever its times say");
  static final Option VERIFY =
      Option.flag("verify", "Hash every layer of the image again; damage is an error");
  static final Option PROGRESS =
      Option.text("progress", "TYPE", "Display: auto, tty, plain, quiet or rawjson");
  static final Option PULL =
      Option.flag("pull", "Ask registries for newer images, even if one is in the store");
  static final Option PLATFORM =
      Option.text("platform", "OS/ARCH", "What to build for (default: this machine)");
  static final Option CACHE_FROM =
      Option.list(
          "cache-from", "SOURCE", "Use another machine's cache: a name, or type=local,src=DIR");
  static final Option CACHE_TO =
      Option.list("cache-to", "DEST", "Share the cache: type=registry|local|inline,...");
  static final Option OUTPUT =
      Option.list(
              "output",
              "DEST",
              "What to make: a directory, -, or type=image|registry|oci|docker|tar|local,...")
          .letter('o');
  static final Option PUSH = Option.flag("push", "Push the image under its names");
  static final Option QUIET =
      Option.flag("quiet", "Print the image ID and nothing else").letter('q');
  static final Option TAG = Option.list("tag", "NAME[:TAG]", "Name of the image").letter('t');
  static final Option TARGET = Option.text("target", "STAGE", "The stage to build");

  static final Option LOAD = Option.flag("load", "Accepted; images are always in the store").hide();
  static final Option DOCKER_RM = Option.flag("rm", "Accepted").hide();

  /** What BuildKit has and this does not yet: an error, never silence. */
  static final Option[] NOT_YET = {
    Option.list("add-host", "HOST:IP", "").notYet("extra hosts"),
    Option.list("allow", "ENTITLEMENT", "").notYet("entitlements"),
    Option.list("annotation", "KEY=VALUE", "").notYet("annotations"),
    Option.list("attest", "TYPE", "").notYet("attestations"),
    Option.list("build-context", "NAME=PATH", "").notYet("named contexts"),
    Option.text("builder", "NAME", "").notYet("there is no daemon to choose"),
    Option.text("call", "METHOD", "").notYet("subrequests"),
    Option.text("cgroup-parent", "NAME", "").notYet("cgroups"),
    Option.flag("check", "").notYet("build checks"),
    Option.text("policy", "SPEC", "").notYet("policies"),
    Option.text("provenance", "MODE", "").notYet("attestations"),
    Option.list("resource", "NAME=VALUE", "").notYet("limits"),
    Option.text("sbom", "MODE", "").notYet("attestations"),
    Option.list("secret", "SPEC", "").notYet("secrets"),
    Option.text("shm-size", "BYTES", "").notYet("the size of /dev/shm"),
    Option.list("ssh", "SPEC", "").notYet("ssh agents"),
    Option.list("ulimit", "SPEC", "").notYet("limits"),
  };

  private BuildOptions() {}
}
