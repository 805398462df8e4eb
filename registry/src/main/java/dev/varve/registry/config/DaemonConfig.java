package dev.varve.registry.config;

import dev.varve.model.Json;
import dev.varve.model.JsonException;
import dev.varve.model.JsonFields;
import dev.varve.registry.config.RegistryTable.Location;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What Docker's {@code daemon.json} says of registries.
 *
 * @param insecure hosts, and ranges of addresses, that need no TLS
 * @param mirrors what serves Docker's own registry as well
 */
record DaemonConfig(List<String> insecure, List<Location> mirrors) {
  private static final DaemonConfig NONE = new DaemonConfig(List.of(), List.of());

  /**
   * Reads the first file that is there: a rootless daemon's, the system's. One that may not be read
   * is passed over: it is another program's, which may keep secrets in it.
   */
  static DaemonConfig read(Places places) {
    List<Path> files = new ArrayList<>();
    places.atHome(".config/docker/daemon.json").ifPresent(files::add);
    files.add(places.system("etc/docker/daemon.json"));
    for (Path file : files) {
      if (Files.isReadable(file)) {
        Optional<byte[]> content = ConfigFile.read(file);
        if (content.isPresent() && content.get().length > 0) {
          return parse(content.get(), file);
        }
      }
    }
    return NONE;
  }

  private static DaemonConfig parse(byte[] content, Path file) {
    try {
      JsonFields fields = new JsonFields(Json.parseObject(content), "daemon.json");
      List<Location> mirrors = new ArrayList<>();
      for (String address : fields.strings("registry-mirrors")) {
        mirrors.add(mirror(address, file));
      }
      return new DaemonConfig(fields.strings("insecure-registries"), mirrors);
    } catch (JsonException e) {
      throw ConfigFile.unusable(file, String.valueOf(e.getMessage()));
    }
  }

  /** Docker takes a scheme and a host for a mirror, and nothing else. */
  private static Location mirror(String address, Path file) {
    boolean plain = address.startsWith("http://");
    if (plain || address.startsWith("https://")) {
      String host = address.substring(address.indexOf("://") + 3);
      host = host.endsWith("/") ? host.substring(0, host.length() - 1) : host;
      if (Hosts.isHost(host)) {
        return new Location(host, plain ? Boolean.TRUE : null);
      }
    }
    throw ConfigFile.unusable(file, "an entry of 'registry-mirrors' is no https://HOST");
  }

  /** Whether plain HTTP, and any certificate, will do for a host. */
  boolean allowsInsecure(String host) {
    Optional<InetAddress> address = Hosts.address(host);
    for (String each : insecure) {
      if (each.equals(host)) {
        return true;
      }
      Optional<AddressRange> range = AddressRange.parse(each);
      if (range.isPresent() && address.isPresent() && range.get().contains(address.get())) {
        return true;
      }
    }
    return false;
  }
}
