package dev.varve.registry.client;

import dev.varve.archive.Bytes;
import dev.varve.model.Descriptor;
import dev.varve.model.Digest;

/**
 * A manifest or index as a registry gave it.
 *
 * @param mediaType what the document itself says it is; a manifest's or an index's
 * @param bytes byte for byte, with that digest
 */
public record FetchedManifest(String mediaType, Digest digest, Bytes bytes) {

  public Descriptor descriptor() {
    return new Descriptor(mediaType, digest, bytes.length());
  }
}
