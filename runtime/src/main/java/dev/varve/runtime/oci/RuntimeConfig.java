package dev.varve.runtime.oci;

import dev.varve.linux.Capability;
import dev.varve.linux.Terminal;
import dev.varve.model.Json;
import dev.varve.runtime.ContainerSpec;
import dev.varve.runtime.Network;
import dev.varve.runtime.launch.Architecture;
import dev.varve.runtime.launch.ContainerEnvironment;
import dev.varve.runtime.root.ContainerRoot;
import dev.varve.runtime.seccomp.SeccompProfile;
import dev.varve.runtime.seccomp.SeccompRule;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The {@code config.json} of a run, see the OCI runtime specification, config.md. All mounts but
 * those that need the container's namespaces are in the root already.
 */
final class RuntimeConfig {

  private static final int MODE_MASK = 0022;

  private final ContainerSpec spec;
  private final ContainerRoot.Prepared prepared;
  private final boolean setsGroups;

  RuntimeConfig(ContainerSpec spec, ContainerRoot.Prepared prepared, boolean setsGroups) {
    this.spec = spec;
    this.prepared = prepared;
    this.setsGroups = setsGroups;
  }

  /**
   * The document.
   *
   * @param dev the directory that becomes {@code /dev}
   * @param hooks programs to run when all is mounted, before the root is changed
   */
  byte[] document(Path dev, List<Path> hooks) throws IOException {
    Map<String, Json> members = new LinkedHashMap<>();
    members.put("ociVersion", Json.of("1.0.2"));
    members.put("process", process());
    members.put("root", object("path", Json.of(spec.root().toString())));
    members.put("hostname", Json.of(spec.hostname()));
    members.put("mounts", new Json.Arr(mounts(dev)));
    members.put("linux", linux());
    if (!hooks.isEmpty()) {
      List<Json> programs = new ArrayList<>();
      hooks.forEach(hook -> programs.add(object("path", Json.of(hook.toString()))));
      members.put("hooks", object("createContainer", new Json.Arr(programs)));
    }
    return new Json.Obj(members).toBytes();
  }

  private Json process() throws IOException {
    Map<String, Json> members = new LinkedHashMap<>();
    members.put("terminal", new Json.Bool(spec.tty()));
    Optional<Terminal> terminal = spec.tty() ? Terminal.of(0) : Optional.empty();
    Optional<Terminal.Size> size = terminal.isPresent() ? terminal.get().size() : Optional.empty();
    // runc looks for itself, crun does not.
    size.ifPresent(
        known ->
            members.put(
                "consoleSize",
                object(
                    "height", Json.Num.of(known.rows()), "width", Json.Num.of(known.columns()))));
    members.put("user", user());
    members.put("args", Json.ofStrings(spec.args()));
    members.put("env", Json.ofStrings(ContainerEnvironment.of(spec)));
    members.put("cwd", Json.of(prepared.cwd()));
    List<String> names = new ArrayList<>();
    for (Capability capability : spec.capabilities()) {
      names.add("CAP_" + capability.name());
    }
    names.sort(null);
    Json capabilities = Json.ofStrings(names);
    members.put(
        "capabilities",
        object("bounding", capabilities, "effective", capabilities, "permitted", capabilities));
    members.put("noNewPrivileges", new Json.Bool(false));
    return new Json.Obj(members);
  }

  private Json user() {
    List<Json> groups = new ArrayList<>();
    if (setsGroups) {
      spec.user().groups().forEach(group -> groups.add(Json.Num.of(group)));
    }
    Map<String, Json> members = new LinkedHashMap<>();
    members.put("uid", Json.Num.of(spec.user().uid()));
    members.put("gid", Json.Num.of(spec.user().gid()));
    members.put("umask", Json.Num.of(MODE_MASK));
    if (!groups.isEmpty()) {
      members.put("additionalGids", new Json.Arr(groups));
    }
    return new Json.Obj(members);
  }

  private List<Json> mounts(Path dev) {
    List<Json> mounts = new ArrayList<>();
    mounts.add(mount("/proc", "proc", "proc", "nosuid", "noexec", "nodev"));
    // A bind over /dev keeps the runtime from making devices of its own, which nodev would break.
    mounts.add(mount("/dev", "bind", dev.toString(), "rbind", "nosuid", "nodev"));
    mounts.add(mount("/dev/mqueue", "mqueue", "mqueue", "nosuid", "noexec", "nodev"));
    if (!prepared.bindsSys()) {
      mounts.add(mount("/sys", "sysfs", "sysfs", "nosuid", "noexec", "nodev", "ro"));
    }
    return mounts;
  }

  private static Json mount(String target, String type, String source, String... options) {
    return object(
        "destination",
        Json.of(target),
        "type",
        Json.of(type),
        "source",
        Json.of(source),
        "options",
        Json.ofStrings(List.of(options)));
  }

  private Json linux() {
    List<Json> namespaces = new ArrayList<>();
    for (String type : List.of("pid", "ipc", "uts", "mount")) {
      namespaces.add(object("type", Json.of(type)));
    }
    if (spec.network() == Network.NONE) {
      namespaces.add(object("type", Json.of("network")));
    }
    Map<String, Json> members = new LinkedHashMap<>();
    members.put("namespaces", new Json.Arr(namespaces));
    members.put("maskedPaths", Json.ofStrings(spec.maskedPaths()));
    members.put("readonlyPaths", Json.ofStrings(spec.readOnlyPaths()));
    members.put("seccomp", seccomp());
    return new Json.Obj(members);
  }

  private Json seccomp() {
    Architecture architecture = Architecture.current();
    SeccompProfile profile = SeccompProfile.dockerDefault(architecture, spec.capabilities());
    List<Json> rules = new ArrayList<>();
    for (SeccompRule rule : profile.rules()) {
      rules.add(rule(rule));
    }
    List<String> architectures =
        switch (architecture) {
          case X86_64 -> List.of("SCMP_ARCH_X86_64", "SCMP_ARCH_X86", "SCMP_ARCH_X32");
          case AARCH64 -> List.of("SCMP_ARCH_AARCH64", "SCMP_ARCH_ARM");
        };
    return object(
        "defaultAction",
        Json.of("SCMP_ACT_ERRNO"),
        "defaultErrnoRet",
        Json.Num.of(SeccompProfile.DEFAULT_ERRNO),
        "architectures",
        Json.ofStrings(architectures),
        "syscalls",
        new Json.Arr(rules));
  }

  private static Json rule(SeccompRule rule) {
    Map<String, Json> members = new LinkedHashMap<>();
    members.put("names", Json.ofStrings(rule.calls()));
    switch (rule.verdict()) {
      case SeccompRule.Verdict.Allow() -> members.put("action", Json.of("SCMP_ACT_ALLOW"));
      case SeccompRule.Verdict.Fail(int errno) -> {
        members.put("action", Json.of("SCMP_ACT_ERRNO"));
        members.put("errnoRet", Json.Num.of(errno));
      }
    }
    switch (rule.condition()) {
      case SeccompRule.Condition.Always() -> {}
      case SeccompRule.Condition.Is(int argument, long value) ->
          members.put("args", argument(argument, value, "SCMP_CMP_EQ"));
      case SeccompRule.Condition.IsNot(int argument, long value) ->
          members.put("args", argument(argument, value, "SCMP_CMP_NE"));
      case SeccompRule.Condition.Without(int argument, long bits) ->
          members.put("args", argument(argument, bits, "SCMP_CMP_MASKED_EQ"));
    }
    return new Json.Obj(members);
  }

  /** For a masked comparison the value is the mask, and what must remain is the absent 0. */
  private static Json argument(int index, long value, String operator) {
    Json argument =
        object("index", Json.Num.of(index), "value", Json.Num.of(value), "op", Json.of(operator));
    return new Json.Arr(List.of(argument));
  }

  private static Json object(Object... namesAndValues) {
    Map<String, Json> members = new LinkedHashMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      members.put((String) namesAndValues[i], (Json) namesAndValues[i + 1]);
    }
    return new Json.Obj(members);
  }
}
