package dev.varve.dockerfile;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Reads RUN. */
final class RunInstruction {
  private RunInstruction() {}

  static Run parse(Statement statement) {
    Flags flags =
        Flags.parse(
            statement,
            Map.of(
                "mount", Flags.Kind.VALUES,
                "network", Flags.Kind.VALUE,
                "security", Flags.Kind.VALUE,
                "device", Flags.Kind.VALUES));
    for (Heredoc heredoc : statement.heredocs()) {
      if (RawText.hasRaw(heredoc.body())) {
        throw statement.error("the here-document <<" + heredoc.name() + " is not valid UTF-8");
      }
    }
    List<MountFlag> mounts = new ArrayList<>();
    for (String mount : flags.values("mount")) {
      mounts.add(mount(statement, mount));
    }
    List<DeviceSpec> devices = new ArrayList<>();
    for (String device : flags.values("device")) {
      devices.add(device(statement, device));
    }
    return new Run(
        statement.origin(),
        InstructionParser.commandLine(statement, statement.arguments()),
        statement.heredocs(),
        mounts,
        network(statement, flags.values("network")),
        security(statement, flags.values("security")),
        devices);
  }

  private static RunNetwork network(Statement statement, List<String> values) {
    String given = values.isEmpty() ? RunNetwork.DEFAULT.word() : values.getFirst();
    for (RunNetwork network : RunNetwork.values()) {
      if (network.word().equals(given)) {
        return network;
      }
    }
    throw statement.error(
        "unknown network \"" + given + "\"", "--network is default, none or host");
  }

  private static RunSecurity security(Statement statement, List<String> values) {
    String given = values.isEmpty() ? RunSecurity.SANDBOX.word() : values.getFirst();
    for (RunSecurity security : RunSecurity.values()) {
      if (security.word().equals(given)) {
        return security;
      }
    }
    throw statement.error(
        "unknown security \"" + given + "\"", "--security is sandbox or insecure");
  }

  private static MountFlag mount(Statement statement, String text) {
    List<MountFlag.Field> fields = new ArrayList<>();
    for (String field : CsvFields.parse(statement, "--mount", text)) {
      int equals = field.indexOf('=');
      String key = equals < 0 ? field : field.substring(0, equals);
      Optional<String> value =
          equals < 0 ? Optional.empty() : Optional.of(field.substring(equals + 1));
      fields.add(new MountFlag.Field(key.toLowerCase(Locale.ROOT), value));
    }
    MountFlag flag = new MountFlag(text, fields);
    for (MountFlag.Field field : fields) {
      String value = field.key().equals("from") ? field.value().orElse("") : "";
      int dollar = value.indexOf('$');
      if (dollar >= 0 && dollar < value.length() - 1) {
        throw statement.error(
            "from takes no variables: --mount=" + text,
            "give the image a name with FROM … AS name, where global ARGs count");
      }
    }
    return flag;
  }

  private static DeviceSpec device(Statement statement, String text) {
    String name = "";
    boolean required = false;
    for (String field : CsvFields.parse(statement, "--device", text)) {
      int equals = field.indexOf('=');
      String key = (equals < 0 ? field : field.substring(0, equals)).toLowerCase(Locale.ROOT);
      if (equals < 0 && key.equals("required")) {
        required = true;
      } else if (equals >= 0 && key.equals("required")) {
        required =
            GoNumbers.bool(field.substring(equals + 1))
                .orElseThrow(
                    () -> statement.error("required is true or false in --device=" + text));
      } else if (equals >= 0 && key.equals("name")) {
        if (!name.isEmpty()) {
          throw statement.error("the device has two names in --device=" + text);
        }
        name = field.substring(equals + 1);
      } else if (name.isEmpty()) {
        name = field;
      } else {
        throw new DockerfileException(
            statement.origin().range(),
            "unknown key '" + key + "' in --device=" + text,
            Suggestions.hint(key, List.of("name", "required"), null));
      }
    }
    return new DeviceSpec(name, required);
  }
}
