package dev.varve.registry.config;

/**
 * What a key of {@code auths} or {@code credHelpers} is about, or what somebody calls a server:
 * hosts, addresses of old APIs, and what podman has, parts of a registry.
 *
 * @param registry host and port as image names have them
 * @param path the repositories below which it counts; empty for the whole registry
 */
record AuthKey(String registry, String path) {
  private static final String DOCKER_HUB = "docker.io";

  /** What Docker calls its own registry in files and to credential helpers. */
  private static final String DOCKER_HUB_SERVER = "https://index.docker.io/v1/";

  /** Reads a key. Of an address with a scheme only the host counts, as for Docker and podman. */
  static AuthKey of(String key) {
    String rest = key;
    boolean address = false;
    for (String scheme : new String[] {"https://", "http://"}) {
      if (key.startsWith(scheme)) {
        rest = key.substring(scheme.length());
        address = true;
      }
    }
    while (rest.endsWith("/")) {
      rest = rest.substring(0, rest.length() - 1);
    }
    int slash = rest.indexOf('/');
    String host = slash < 0 ? rest : rest.substring(0, slash);
    String path = slash < 0 ? "" : rest.substring(slash + 1);
    if (address || path.equals("v1") || path.equals("v2")) {
      path = "";
    }
    return new AuthKey(host.equals("index.docker.io") ? DOCKER_HUB : host, path);
  }

  /** What Docker writes for a whole registry, and tells helpers. */
  static String server(String registry) {
    return registry.equals(DOCKER_HUB) ? DOCKER_HUB_SERVER : registry;
  }

  /** Whether this is about the whole of a registry. */
  boolean isAll(String wanted) {
    return path.isEmpty() && registry.equals(wanted);
  }
}
