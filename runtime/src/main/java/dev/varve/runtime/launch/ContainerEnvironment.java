package dev.varve.runtime.launch;

import dev.varve.runtime.ContainerSpec;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The environment that a container's command gets. */
public final class ContainerEnvironment {

  private ContainerEnvironment() {}

  /**
   * The spec's environment: a name that comes twice keeps its first place and last value, entries
   * without {@code =} are dropped, and {@code HOME} is the user's unless it is set.
   */
  public static List<String> of(ContainerSpec spec) {
    Map<String, String> values = new LinkedHashMap<>();
    for (String entry : spec.env()) {
      int equals = entry.indexOf('=');
      if (equals > 0) {
        values.put(entry.substring(0, equals), entry.substring(equals + 1));
      }
    }
    String home = values.get("HOME");
    if (home == null || home.isEmpty()) {
      values.put("HOME", spec.user().home());
    }
    List<String> environment = new ArrayList<>();
    values.forEach((name, value) -> environment.add(name + "=" + value));
    return environment;
  }
}
