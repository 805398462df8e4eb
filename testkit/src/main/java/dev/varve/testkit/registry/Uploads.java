package dev.varve.testkit.registry;

import java.io.ByteArrayOutputStream;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * Blobs that are on their way (OCI distribution spec, Pushing blobs). Each step of one gives a new
 * address, and the old one is good for asking how far it is, but for no further step: clients have
 * to follow what they are told.
 */
final class Uploads {
  private final MemoryRegistry registry;
  private final Map<String, Upload> uploads = new HashMap<>();

  private static final class Upload {
    final String repository;
    final String id = UUID.randomUUID().toString();
    final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    int step;

    Upload(String repository) {
      this.repository = repository;
    }

    void add(byte[] more) {
      bytes.writeBytes(more);
      step++;
    }

    Answer progress(int status) {
      return Answer.status(status)
          .header("Location", "/v2/" + repository + "/blobs/uploads/" + id + "?_state=" + step)
          .header("Docker-Upload-UUID", id)
          .header("Range", "0-" + Math.max(0, bytes.size() - 1));
    }
  }

  Uploads(MemoryRegistry registry) {
    this.registry = registry;
  }

  int open() {
    return uploads.size();
  }

  void clear() {
    uploads.clear();
  }

  /** POST: begins an upload, takes a whole blob, or one from another repository. */
  Answer begin(SeenRequest request, String repository) {
    synchronized (registry) {
      Optional<byte[]> mounted =
          request
              .parameter("from")
              .flatMap(
                  from -> request.parameter("mount").flatMap(blob -> registry.blob(from, blob)));
      if (mounted.isPresent()) {
        return created(repository, registry.addBlob(repository, mounted.get()));
      }
      Upload upload = new Upload(repository);
      Optional<String> digest = request.parameter("digest");
      if (digest.isPresent() && request.complete()) {
        upload.add(request.body());
        return finished(upload, digest.get());
      }
      uploads.put(upload.id, upload);
      return upload.progress(202);
    }
  }

  /** GET, PATCH, PUT, DELETE of an upload. */
  Answer step(SeenRequest request, String repository, String id) {
    synchronized (registry) {
      Upload upload = uploads.get(id);
      if (upload == null || !upload.repository.equals(repository)) {
        return Answer.error(404, "BLOB_UPLOAD_UNKNOWN", "no such upload");
      }
      switch (request.method()) {
        case "GET" -> {
          return upload.progress(204);
        }
        case "DELETE" -> {
          uploads.remove(id);
          return Answer.status(204);
        }
        case "PATCH", "PUT" -> {}
        default -> {
          return Answer.status(405);
        }
      }
      if (!request.parameter("_state").orElse("").equals(Integer.toString(upload.step))) {
        return Answer.error(400, "BLOB_UPLOAD_INVALID", "an address that was left behind");
      }
      if (startsElsewhere(request, upload.bytes.size())) {
        return upload.progress(416);
      }
      upload.add(request.body());
      if (request.method().equals("PATCH")) {
        return upload.progress(202);
      }
      Optional<String> digest = request.parameter("digest");
      if (digest.isEmpty() || !request.complete()) {
        return Answer.error(400, "DIGEST_INVALID", "no digest, or not all of the body");
      }
      uploads.remove(id);
      return finished(upload, digest.get());
    }
  }

  private static boolean startsElsewhere(SeenRequest request, int size) {
    return request
        .header("Content-Range")
        .filter(range -> !range.startsWith(size + "-"))
        .isPresent();
  }

  private Answer finished(Upload upload, String digest) {
    byte[] content = upload.bytes.toByteArray();
    return Sha256.of(content).equals(digest)
        ? created(upload.repository, registry.addBlob(upload.repository, content))
        : Answer.error(400, "DIGEST_INVALID", "the content has another digest");
  }

  private static Answer created(String repository, String digest) {
    return Answer.status(201)
        .header("Location", "/v2/" + repository + "/blobs/" + digest)
        .header("Docker-Content-Digest", digest);
  }
}
