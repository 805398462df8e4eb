package dev.varve.registry.client;

import dev.varve.archive.Bytes;
import dev.varve.model.Digest;
import dev.varve.model.Json;
import dev.varve.model.JsonException;
import dev.varve.model.JsonFields;
import dev.varve.model.MediaTypes;
import dev.varve.model.VarveException;
import dev.varve.registry.http.Answer;
import dev.varve.registry.http.Redacted;
import java.util.Optional;

/** Whether a document that came for a manifest is what was asked for, and one that is known. */
final class ManifestCheck {
  /** Docker's first schema, with signatures. */
  private static final String SCHEMA_1 = "application/vnd.docker.distribution.manifest.v1+";

  private ManifestCheck() {}

  /**
   * The manifest, as it is.
   *
   * @throws VarveException if its digest, or what it says it is, contradicts what was asked for or
   *     what the server says
   */
  static FetchedManifest of(Repository from, String reference, byte[] document, Answer answer) {
    Digest digest = Digest.sha256Of(document);
    Optional<Digest> wanted = Digest.tryParse(reference);
    if (wanted.isPresent() && !wanted.get().equals(digest)) {
      throw Repository.damaged(
          from + "@" + reference + " was answered with a document of digest " + digest);
    }
    Optional<String> said = answer.header("Docker-Content-Digest").map(String::strip);
    if (said.isPresent()
        && said.get().startsWith("sha256:")
        && !said.get().equals(digest.toString())) {
      throw Repository.damaged(
          from + ":" + reference + " came with another digest than the server says");
    }
    String sent = answer.header("Content-Type").map(ManifestCheck::bare).orElse("");
    String mediaType = mediaType(from, document, sent);
    if (isKnown(sent) && !sent.equals(mediaType)) {
      throw Repository.damaged(
          from + ":" + reference + " was sent as " + sent + " and says it is " + mediaType);
    }
    return new FetchedManifest(mediaType, digest, Bytes.of(document));
  }

  private static String mediaType(Repository from, byte[] document, String sent) {
    try {
      JsonFields json = new JsonFields(Json.parseObject(document), "manifest");
      if (sent.startsWith(SCHEMA_1) || json.number("schemaVersion").orElse(2L) == 1) {
        throw new VarveException(
            VarveException.Code.UNSUPPORTED,
            from + " holds an image in Docker's first format (schema 1), which is not supported",
            "push it there again with a newer Docker");
      }
      String usual = json.has("manifests") ? MediaTypes.OCI_INDEX : MediaTypes.OCI_MANIFEST;
      String type = json.string("mediaType").orElse(isKnown(sent) ? sent : usual);
      if (!isKnown(type)) {
        throw new VarveException(
            VarveException.Code.UNSUPPORTED,
            from + " holds '" + Redacted.text(type) + "', which is no image");
      }
      return type;
    } catch (JsonException e) {
      throw Repository.damaged(
          from + " sent a manifest that cannot be read: " + Redacted.text(e.getMessage()));
    }
  }

  private static boolean isKnown(String type) {
    return MediaTypes.isManifest(type) || MediaTypes.isIndex(type);
  }

  private static String bare(String contentType) {
    int end = contentType.indexOf(';');
    return (end < 0 ? contentType : contentType.substring(0, end)).strip();
  }
}
