package dev.varve.store.transfer;

import dev.varve.archive.ArchiveException;
import dev.varve.archive.Bytes;
import dev.varve.model.Descriptor;
import dev.varve.model.Index;
import dev.varve.model.JsonException;
import dev.varve.model.Manifest;
import dev.varve.model.MediaTypes;
import dev.varve.model.Platform;
import dev.varve.model.Reference;
import dev.varve.model.VarveException;
import dev.varve.store.disk.DamagedException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * An OCI image layout (OCI image spec, "Image Layout") in a tar. Of an index with several platforms
 * the image for this machine is taken.
 */
final class LayoutArchive {
  private static final int MOST_NESTING = 8;

  /** On the manifests that describe how an image was built, which are no images. */
  private static final String ATTESTATION = "vnd.docker.reference.type";

  private final ArchiveFiles files;
  private final Platform platform = Platform.host();

  LayoutArchive(ArchiveFiles files) {
    this.files = files;
  }

  List<ArchiveReader.Found> images() throws IOException, JsonException {
    Index index = Index.parse(ArchiveReader.document(files, "index.json"));
    List<ArchiveReader.Found> found = new ArrayList<>();
    for (Descriptor each : index.manifests()) {
      if (!isAttestation(each)) {
        List<Reference> names = Names.of(each.annotations()).stream().toList();
        found.add(image(manifest(each, 0), names));
      }
    }
    if (found.isEmpty()) {
      throw new ArchiveException("index.json names no image");
    }
    return found;
  }

  private static boolean isAttestation(Descriptor each) {
    return each.annotations().containsKey(ATTESTATION);
  }

  /** The manifest that a descriptor means, on this machine. */
  private Descriptor manifest(Descriptor from, int depth) throws IOException, JsonException {
    if (MediaTypes.isManifest(from.mediaType())) {
      return from;
    }
    if (!MediaTypes.isIndex(from.mediaType())) {
      throw new JsonException("'" + from.mediaType() + "' is no media type of an image");
    }
    if (depth == MOST_NESTING) {
      throw new JsonException("too many indexes in indexes");
    }
    Index index = Index.parse(document(from));
    if (!index.mediaType().equals(from.mediaType())) {
      throw new JsonException("the media type of an index differs from its descriptor's");
    }
    List<String> others = new ArrayList<>();
    for (Descriptor each : index.manifests()) {
      Optional<Platform> of = each.platform();
      if (isAttestation(each)) {
        continue;
      }
      if (of.isEmpty() || matches(of.get())) {
        return manifest(each, depth + 1);
      }
      others.add(Bytes.printable(of.get().toString().getBytes(StandardCharsets.UTF_8)));
    }
    throw new VarveException(
        VarveException.Code.NOT_FOUND,
        "the archive has no image for " + platform + ", only for " + String.join(", ", others));
  }

  private boolean matches(Platform other) {
    return other.os().equals(platform.os()) && other.architecture().equals(platform.architecture());
  }

  private ArchiveReader.Found image(Descriptor descriptor, List<Reference> names)
      throws IOException, JsonException {
    byte[] document = document(descriptor);
    Manifest manifest = Manifest.parse(document);
    if (!manifest.mediaType().equals(descriptor.mediaType())) {
      throw new JsonException("the media type of a manifest differs from its descriptor's");
    }
    List<ArchiveFiles.Spooled> layers = new ArrayList<>();
    for (Descriptor layer : manifest.layers()) {
      layers.add(blob(layer));
    }
    return new ArchiveReader.Found(
        Bytes.of(document), Bytes.of(document(manifest.config())), layers, names);
  }

  private byte[] document(Descriptor descriptor) throws IOException {
    return ArchiveReader.document(blob(descriptor), descriptor.digest().toString());
  }

  private ArchiveFiles.Spooled blob(Descriptor descriptor) throws ArchiveException {
    ArchiveFiles.Spooled file =
        files
            .blob(descriptor.digest())
            .orElseThrow(() -> new ArchiveException("blob " + descriptor.digest() + " is missing"));
    if (file.size() != descriptor.size()) {
      throw new DamagedException(
          "blob " + descriptor.digest() + " of the archive",
          "it should have " + descriptor.size() + " bytes and has " + file.size());
    }
    return file;
  }
}
