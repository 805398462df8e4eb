package dev.varve.store;

import dev.varve.archive.LayerIndex;
import dev.varve.archive.tar.CanonicalTar;
import dev.varve.model.Digest;
import dev.varve.store.compressed.ChunkCache;
import dev.varve.store.disk.DamagedException;
import dev.varve.store.disk.DiskFiles;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads everything in a store and compares it with what its name, digest or checksum says. */
final class Verifier {
  private final Parts parts;
  private final List<Verification.Damage> damage = new ArrayList<>();
  private final Set<Digest> badBlobs = new HashSet<>();
  private int objects;
  private long bytes;

  Verifier(Parts parts) {
    this.parts = parts;
  }

  Verification run() throws IOException {
    blobs();
    layers();
    images();
    names();
    records();
    outcomes();
    lists();
    histories();
    containers();
    compressed();
    return new Verification(objects, bytes, damage);
  }

  /** One object's check. */
  @FunctionalInterface
  private interface Check {
    void run() throws IOException;
  }

  private void check(String object, Check check) throws IOException {
    objects++;
    try {
      check.run();
    } catch (DamagedException e) {
      add(object, e.object().equals(object) ? e.damage() : e.object() + ": " + e.damage());
    }
  }

  private void add(String object, String what) {
    damage.add(new Verification.Damage(object, what));
  }

  private void blobs() throws IOException {
    for (Path file : sorted(parts.blobs().directory())) {
      Optional<Digest> digest = Digest.tryParseHex(DiskFiles.name(file));
      if (digest.isEmpty()) {
        add(file.toString(), "no blob has such a name");
        continue;
      }
      check(
          "blob " + digest.get(),
          () -> {
            bytes += Sizes.file(file);
            if (Files.exists(file) && !parts.blobs().isIntact(digest.get())) {
              badBlobs.add(digest.get());
              add("blob " + digest.get(), "its content has another digest");
            }
          });
    }
  }

  private void layers() throws IOException {
    LayerFiles files = parts.layers().files();
    for (Path directory : sorted(files.root())) {
      Optional<Digest> diffId = Digest.tryParseHex(DiskFiles.name(directory));
      if (diffId.isEmpty()) {
        add(directory.toString(), "no layer has such a name");
        continue;
      }
      check("layer " + diffId.get(), () -> layer(files, diffId.get()));
    }
  }

  private void layer(LayerFiles files, Digest diffId) throws IOException {
    Optional<LayerMeta> meta = files.meta(diffId);
    if (meta.isEmpty()) {
      return;
    }
    String what = "layer " + diffId;
    LayerCheck check = new LayerCheck(files);
    List<String> found = check.damage(meta.get(), blob -> !badBlobs.contains(blob));
    found.forEach(each -> add(what, each));
    if (found.isEmpty()) {
      wholeTar(files, meta.get(), what);
    }
    if (!files.hasSoundStates(diffId)) {
      add(what, "the states of its digest do not match their checksum");
    }
    for (UnpackedTree tree : files.unpacked(meta.get())) {
      check(
          what + " " + tree.name(),
          () -> {
            LayerIndex index = tree.index(files.index(diffId));
            bytes += index.contentSize();
            TreeCheck.damage(index, tree.path()).forEach(each -> add(what, each));
          });
    }
  }

  /** What the layer's tar is, or would be, against the diff ID; and the index against the tar. */
  private void wholeTar(LayerFiles files, LayerMeta meta, String what) throws IOException {
    Optional<Extents> extents = files.extents(meta);
    if (extents.isPresent()) {
      try (InputStream in = files.bytes(extents.get()).inputStream()) {
        Conversions.Tar scanned = Conversions.scan(in, OutputStream.nullOutputStream());
        if (!scanned.diffId().equals(meta.diffId())) {
          add(what, "its content makes the tar " + scanned.diffId());
        } else if (!scanned.index().equals(files.index(meta.diffId()))) {
          add(what, "its index does not belong to its tar");
        } else if (scanned.size() != meta.size()) {
          add(what, "its metadata have the wrong size");
        }
      }
      return;
    }
    CanonicalTar.Summary tar =
        Conversions.digest(files.index(meta.diffId()), files.contentsInOrder(meta));
    bytes += tar.size();
    if (!tar.diffId().equals(meta.diffId()) || tar.size() != meta.size()) {
      add(what, "its content makes the tar " + tar.diffId());
    }
  }

  private void images() throws IOException {
    for (Path file : sorted(parts.images().entries().directory())) {
      String name = DiskFiles.name(file);
      check("image " + name, () -> image(file, name));
    }
  }

  private void image(Path file, String name) throws IOException {
    Optional<ImageEntries.Entry> entry = ImageEntries.read(file);
    if (entry.isEmpty()) {
      return;
    }
    if (!entry.get().manifest().hex().equals(name)) {
      add("image " + name, "its file belongs to another image");
      return;
    }
    Optional<Image> image = parts.images().get(entry.get().manifest());
    if (image.isPresent()) {
      for (Digest diffId : image.get().config().diffIds()) {
        // One that can be had from where it came from is not missed.
        if (parts.layers().peek(diffId).isEmpty() && parts.origins().find(diffId).isEmpty()) {
          add("image " + name, "its layer " + diffId + " is missing or damaged");
        }
      }
    }
  }

  private void names() throws IOException {
    for (Path file : sorted(parts.refs().directory())) {
      String what = "image name " + DiskFiles.name(file).replace('%', '/');
      check(
          what,
          () -> {
            Optional<Refs.Entry> entry = Refs.read(file);
            if (entry.isPresent() && !parts.refs().path(entry.get().name()).equals(file)) {
              add(what, "its file belongs to the name " + entry.get().name());
            } else if (entry.isPresent()
                && !parts.images().entries().exists(entry.get().manifest())) {
              add(what, "its image " + entry.get().manifest() + " is missing");
            }
          });
    }
  }

  private void records() throws IOException {
    for (Path shard : sorted(parts.records().directory())) {
      for (Path file : sorted(shard)) {
        String what = "record " + DiskFiles.name(file);
        check(
            what,
            () -> {
              Optional<StepRecord> record = Records.read(file, what);
              if (record.isPresent() && !parts.records().path(record.get().key()).equals(file)) {
                add(what, "its file belongs to another record");
              }
            });
      }
    }
  }

  private void outcomes() throws IOException {
    for (Path instruction : sorted(parts.records().outcomes())) {
      for (Path file : sorted(instruction)) {
        String what = "outcome " + DiskFiles.name(instruction) + "/" + DiskFiles.name(file);
        check(what, () -> Records.readOutcome(file, what));
      }
    }
  }

  private void lists() throws IOException {
    for (Digest list : parts.records().lists().all()) {
      check("file list " + list, () -> parts.records().lists().check(list));
    }
  }

  private void histories() throws IOException {
    for (Path file : sorted(parts.history().directory())) {
      check("build history " + DiskFiles.name(file), () -> Histories.read(file));
    }
  }

  private void containers() throws IOException {
    for (Path directory : sorted(parts.containers().directory())) {
      check("container " + DiskFiles.name(directory), () -> ContainerUses.read(directory));
    }
  }

  private void compressed() throws IOException {
    for (ChunkCache cache : parts.compressed().files().caches()) {
      for (Path file : cache.chunkFiles()) {
        bytes += Sizes.file(file);
        check("compressed chunk " + DiskFiles.name(file), () -> ChunkCache.check(file));
      }
      for (Digest diffId : cache.layers()) {
        check("chunk list " + cache.id() + "/" + diffId.hex(), () -> cache.checkList(diffId));
      }
    }
  }

  private static List<Path> sorted(Path directory) throws IOException {
    List<Path> files = new ArrayList<>(DiskFiles.list(directory));
    files.sort(null);
    return files;
  }
}
