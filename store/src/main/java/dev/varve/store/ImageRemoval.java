package dev.varve.store;

import dev.varve.model.Digest;
import dev.varve.model.Reference;
import dev.varve.model.VarveException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Removes images by Docker's rules.
 *
 * <ul>
 *   <li>A name is taken away; with the last name goes the image. Unless forced, the last name stays
 *       while a container stands on the image. Forced, the name goes, and the image too unless the
 *       container is running.
 *   <li>An ID removes the image with its name. With several names that needs force. A container
 *       that stands on it prevents it: a stopped one unless forced, a running one always.
 * </ul>
 */
final class ImageRemoval {
  private final Images images;
  private final Refs refs;
  private final ContainerUses containers;

  ImageRemoval(Images images, Refs refs, ContainerUses containers) {
    this.images = images;
    this.refs = refs;
    this.containers = containers;
  }

  RemovedImage remove(ImageLookup.Found found, boolean force) throws IOException {
    List<Reference> names = images.names().getOrDefault(found.entry().manifest(), List.of());
    Reference name = found.name();
    return name != null && name.digest() == null
        ? removeName(name, found.entry(), names, force)
        : removeImage(found.entry(), names, force);
  }

  private RemovedImage removeName(
      Reference name, ImageEntries.Entry entry, List<Reference> names, boolean force)
      throws IOException {
    boolean last = names.size() <= 1;
    Optional<ContainerUse> user = user(entry, false);
    if (last && !force && user.isPresent()) {
      throw inUse("image '" + name.familiar() + "'", user.get(), "container");
    }
    refs.remove(name);
    boolean gone = last && user(entry, true).isEmpty();
    if (gone) {
      images.entries().forget(entry.manifest());
    }
    return new RemovedImage(List.of(name), gone ? Optional.of(entry.config()) : Optional.empty());
  }

  private RemovedImage removeImage(ImageEntries.Entry entry, List<Reference> names, boolean force)
      throws IOException {
    String what = "image " + entry.config().shortHex();
    Optional<ContainerUse> running = user(entry, true);
    if (running.isPresent()) {
      throw new VarveException(
          VarveException.Code.CONFLICT,
          what + " is used by the running container " + label(running.get()),
          "stop the container first");
    }
    Optional<ContainerUse> user = user(entry, false);
    if (!force && user.isPresent()) {
      throw inUse(what, user.get(), "stopped container");
    }
    if (!force && names.size() > 1) {
      List<String> shown = new ArrayList<>();
      names.forEach(name -> shown.add(name.familiar()));
      throw new VarveException(
          VarveException.Code.CONFLICT,
          what + " has several names: " + String.join(", ", shown),
          "remove them by name, or all at once with --force");
    }
    for (Reference name : names) {
      refs.remove(name);
    }
    images.entries().forget(entry.manifest());
    return new RemovedImage(names, Optional.of(entry.config()));
  }

  /** A container that stands on the image. */
  private Optional<ContainerUse> user(ImageEntries.Entry entry, boolean running)
      throws IOException {
    for (ContainerUse use : containers.all()) {
      Digest image = use.image();
      if (image.equals(entry.manifest()) && (!running || containers.isRunning(use.id()))) {
        return Optional.of(use);
      }
    }
    return Optional.empty();
  }

  private static VarveException inUse(String what, ContainerUse use, String kind) {
    return new VarveException(
        VarveException.Code.CONFLICT,
        what + " is used by " + kind + " " + label(use),
        "remove the container first, or use --force");
  }

  private static String label(ContainerUse use) {
    String id = use.id().length() > 12 ? use.id().substring(0, 12) : use.id();
    return use.name().isEmpty() || use.name().equals(use.id()) ? id : id + " (" + use.name() + ")";
  }
}
