package dev.varve.registry.auth;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a token is to allow, as token servers write it: {@code repository:NAME:ACTIONS}. Empty for
 * what needs no more than to be known.
 */
public record Scope(Set<String> parts) {
  public static final Scope NONE = new Scope(Set.of());

  public Scope {
    parts = java.util.Collections.unmodifiableSet(new TreeSet<>(parts));
  }

  public static Scope pull(String repository) {
    return new Scope(Set.of("repository:" + repository + ":pull"));
  }

  public static Scope push(String repository) {
    return new Scope(Set.of("repository:" + repository + ":pull,push"));
  }

  public Scope and(Scope other) {
    Set<String> more = new TreeSet<>(parts);
    more.addAll(other.parts);
    return new Scope(more);
  }

  /** Whether a token for this allows all that {@code other} asks for. */
  boolean covers(Scope other) {
    for (String part : other.parts) {
      if (!coversPart(part)) {
        return false;
      }
    }
    return true;
  }

  private boolean coversPart(String wanted) {
    int colon = wanted.lastIndexOf(':');
    String resource = wanted.substring(0, colon + 1);
    Collection<String> actions = List.of(wanted.substring(colon + 1).split(",", -1));
    List<String> allowed = new ArrayList<>();
    for (String part : parts) {
      if (part.startsWith(resource)) {
        allowed.addAll(List.of(part.substring(resource.length()).split(",", -1)));
      }
    }
    return allowed.containsAll(actions);
  }
}
