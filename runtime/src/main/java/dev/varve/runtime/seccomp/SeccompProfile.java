package dev.varve.runtime.seccomp;

import dev.varve.linux.Capability;
import dev.varve.model.Json;
import dev.varve.model.JsonException;
import dev.varve.runtime.launch.Architecture;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Docker's default profile for one set of capabilities on one processor: the calls it names are
 * allowed, under conditions, and all others fail with {@link #DEFAULT_ERRNO}. The profile itself is
 * in {@link ProfileText}; a rule of it may need a capability ({@code holding}) or its absence
 * ({@code lacking}).
 */
public record SeccompProfile(Architecture architecture, List<SeccompRule> rules) {

  /** EPERM: what a call that is not allowed fails with. */
  public static final int DEFAULT_ERRNO = 1;

  public SeccompProfile {
    rules = List.copyOf(rules);
  }

  /** The profile as it applies to a container with these capabilities. */
  public static SeccompProfile dockerDefault(
      Architecture architecture, Set<Capability> capabilities) {
    Json.Obj document = read();
    List<SeccompRule> rules = new ArrayList<>();
    rules.add(
        new SeccompRule(
            strings(document, "allow"),
            new SeccompRule.Condition.Always(),
            new SeccompRule.Verdict.Allow()));
    if (document.find("rules").orElse(null) instanceof Json.Arr(List<Json> items)) {
      for (Json item : items) {
        if (item instanceof Json.Obj rule && applies(rule, architecture, capabilities)) {
          rules.add(new SeccompRule(strings(rule, "calls"), condition(rule), verdict(rule)));
        }
      }
    }
    return new SeccompProfile(architecture, rules);
  }

  private static boolean applies(
      Json.Obj rule, Architecture architecture, Set<Capability> capabilities) {
    Optional<String> holding = string(rule, "holding");
    Optional<String> lacking = string(rule, "lacking");
    Optional<String> processor = string(rule, "processor");
    return (holding.isEmpty() || capabilities.contains(Capability.valueOf(holding.get())))
        && (lacking.isEmpty() || !capabilities.contains(Capability.valueOf(lacking.get())))
        && (processor.isEmpty() || architecture.name().equals(processor.get()));
  }

  private static SeccompRule.Condition condition(Json.Obj rule) {
    if (!(rule.find("when").orElse(null) instanceof Json.Obj when)) {
      return new SeccompRule.Condition.Always();
    }
    int argument = (int) number(when, "argument");
    if (when.find("is").isPresent()) {
      return new SeccompRule.Condition.Is(argument, number(when, "is"));
    }
    if (when.find("not").isPresent()) {
      return new SeccompRule.Condition.IsNot(argument, number(when, "not"));
    }
    return new SeccompRule.Condition.Without(argument, number(when, "without"));
  }

  private static SeccompRule.Verdict verdict(Json.Obj rule) {
    return rule.find("errno").isPresent()
        ? new SeccompRule.Verdict.Fail((int) number(rule, "errno"))
        : new SeccompRule.Verdict.Allow();
  }

  private static long number(Json.Obj object, String name) {
    if (object.find(name).orElse(null) instanceof Json.Num number) {
      return number.asLong().orElseThrow();
    }
    throw new IllegalStateException("the seccomp profile lacks a number: " + name);
  }

  private static Optional<String> string(Json.Obj object, String name) {
    return object.find(name).orElse(null) instanceof Json.Str(String value)
        ? Optional.of(value)
        : Optional.empty();
  }

  private static List<String> strings(Json.Obj object, String name) {
    List<String> strings = new ArrayList<>();
    if (object.find(name).orElse(null) instanceof Json.Arr(List<Json> items)) {
      for (Json item : items) {
        if (item instanceof Json.Str(String value)) {
          strings.add(value);
        }
      }
    }
    return strings;
  }

  private static Json.Obj read() {
    try {
      return Json.parseObject(ProfileText.JSON.getBytes(StandardCharsets.UTF_8));
    } catch (JsonException e) {
      throw new IllegalStateException("the seccomp profile cannot be read", e);
    }
  }
}
