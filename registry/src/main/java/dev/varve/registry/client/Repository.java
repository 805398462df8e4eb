package dev.varve.registry.client;

import dev.varve.model.Descriptor;
import dev.varve.model.Digest;
import dev.varve.model.Json;
import dev.varve.model.MediaTypes;
import dev.varve.model.VarveException;
import dev.varve.registry.Endpoint;
import dev.varve.registry.auth.Scope;
import dev.varve.registry.http.Answer;
import dev.varve.registry.http.Call;
import dev.varve.registry.http.Payload;
import dev.varve.registry.http.Retries;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A repository of a registry (OCI distribution spec 1.1). Safe for use by several threads.
 *
 * <p>What can be done again is done again where that may help. All that is given out is what its
 * digest says, or was asked for by a tag.
 *
 * <p>Errors: {@link RegistryFailure} is a refusal, {@link IOException} a server that could not be
 * reached or broke off once too often.
 */
public final class Repository implements BlobReader {
  private static final String ACCEPTED =
      String.join(
          ", ",
          MediaTypes.OCI_INDEX,
          MediaTypes.DOCKER_INDEX,
          MediaTypes.OCI_MANIFEST,
          MediaTypes.DOCKER_MANIFEST);

  private final Channel channel;
  private final Retries retries;
  private final String name;
  private final Scope pull;
  private final Scope push;

  public Repository(Channel channel, Retries retries) {
    this.channel = channel;
    this.retries = retries;
    this.name = channel.endpoint().repository();
    this.pull = Scope.pull(name);
    this.push = Scope.push(name);
  }

  public Endpoint endpoint() {
    return channel.endpoint();
  }

  String path(String rest) {
    return "/v2/" + name + "/" + rest;
  }

  String registry() {
    return channel.endpoint().registry();
  }

  @Override
  public String toString() {
    return registry() + "/" + name;
  }

  /**
   * The manifest or index that a tag or digest means; empty if there is none.
   *
   * @param reference a tag, or a digest: what comes is compared with it
   */
  public Optional<FetchedManifest> manifest(String reference)
      throws IOException, InterruptedException {
    return retries.run(() -> fetchManifest(reference));
  }

  private Optional<FetchedManifest> fetchManifest(String reference)
      throws IOException, InterruptedException {
    Call call = Call.get(channel.resolve(path("manifests/" + reference))).with("Accept", ACCEPTED);
    String doing = "cannot read " + this + ":" + reference;
    try (Answer answer = channel.send(call, pull)) {
      if (answer.status() == 404) {
        return Optional.empty();
      }
      if (!answer.isSuccess()) {
        throw RegistryFailure.of(answer, doing, registry());
      }
      byte[] document = answer.readAll(Json.MAX_BYTES);
      return Optional.of(ManifestCheck.of(this, reference, document, answer));
    }
  }

  static VarveException damaged(String message) {
    return new VarveException(VarveException.Code.CORRUPT, message);
  }

  private boolean found(Answer answer, String doing) {
    if (answer.status() == 404) {
      return false;
    }
    if (!answer.isSuccess()) {
      throw RegistryFailure.of(answer, doing, registry());
    }
    return true;
  }

  /**
   * Stores a manifest or index under a tag or its digest. All that it names has to be there.
   *
   * @throws VarveException if the registry says it stored something else
   */
  public void putManifest(String reference, String mediaType, byte[] document)
      throws IOException, InterruptedException {
    retries.run(
        () -> {
          Call call =
              Call.of("PUT", channel.resolve(path("manifests/" + reference)))
                  .with("Content-Type", mediaType)
                  .with(Payload.of(document));
          try (Answer answer = channel.send(call, push)) {
            if (!answer.isSuccess()) {
              throw RegistryFailure.of(answer, "cannot push " + this + ":" + reference, registry());
            }
            Optional<String> stored = answer.header("Docker-Content-Digest");
            Digest digest = Digest.sha256Of(document);
            if (stored.isPresent() && !stored.get().strip().equals(digest.toString())) {
              throw damaged(
                  this + " stored " + digest + " under another digest; the push cannot be trusted");
            }
            return digest;
          }
        });
  }

  /** The length of a blob in bytes, if it is there; −1 where the server does not say. */
  public OptionalLong blobSize(Digest digest) throws IOException, InterruptedException {
    return blobSize(digest, push);
  }

  private OptionalLong blobSize(Digest digest, Scope scope)
      throws IOException, InterruptedException {
    return retries.run(
        () -> {
          Call call = Call.head(channel.resolve(path("blobs/" + digest)));
          try (Answer answer = channel.send(call, scope)) {
            if (!found(answer, "cannot look for blob " + digest + " of " + this)) {
              return OptionalLong.empty();
            }
            OptionalLong length = answer.length();
            return length.isPresent() ? length : OptionalLong.of(-1);
          }
        });
  }

  @Override
  public boolean canRead(Digest digest) throws IOException, InterruptedException {
    return blobSize(digest, pull).isPresent();
  }

  /** As {@link BlobReader#blob}; where the connection breaks it is taken up again. */
  @Override
  public InputStream blob(Descriptor blob, long from) throws IOException, InterruptedException {
    return new BlobStream(this, channel, retries, blob, from);
  }

  /** A small blob, whole and compared with its digest. */
  public byte[] document(Descriptor blob) throws IOException, InterruptedException {
    if (blob.size() > Json.MAX_BYTES) {
      throw damaged("blob " + blob.digest() + " of " + this + " is too long: " + blob.size());
    }
    byte[] content;
    try (InputStream in = blob(blob, 0)) {
      content = in.readNBytes((int) blob.size() + 1);
    }
    if (content.length != blob.size() || !Digest.sha256Of(content).equals(blob.digest())) {
      throw damaged("blob " + blob.digest() + " of " + this + " came with another content");
    }
    return content;
  }

  Scope pull() {
    return pull;
  }

  Scope push() {
    return push;
  }

  Channel channel() {
    return channel;
  }

  /**
   * Lets this repository have a blob that another one of the same registry has, without sending it.
   *
   * @return false if the registry does not do that, or the blob is not there
   */
  public boolean mount(Digest digest, String fromRepository)
      throws IOException, InterruptedException {
    String query =
        "blobs/uploads/?mount=" + encoded(digest.toString()) + "&from=" + encoded(fromRepository);
    try {
      return retries.run(() -> mounted(query, fromRepository));
    } catch (VarveException e) {
      // Whoever may not read the other repository may yet write to this one.
      return false;
    }
  }

  private boolean mounted(String query, String fromRepository)
      throws IOException, InterruptedException {
    Call call = Call.of("POST", channel.resolve(path(query))).with(Payload.of(new byte[0]));
    try (Answer answer = channel.send(call, push.and(Scope.pull(fromRepository)))) {
      if (answer.status() == 202) {
        // An upload was begun instead, which nobody will go on with.
        Optional<URI> begun = Channel.location(answer);
        if (begun.isPresent()) {
          Upload.cancel(this, begun.get());
        }
      }
      return answer.status() == 201;
    }
  }

  static String encoded(String value) {
    return URLEncoder.encode(value, StandardCharsets.UTF_8);
  }

  /**
   * Sends a blob, unless the server loses it more often than it is worth. Nothing is checked first:
   * whether it is there already is for the caller to ask.
   *
   * @param source gives the blob's bytes from some byte on
   */
  public void upload(Descriptor blob, BlobSource source) throws IOException, InterruptedException {
    new Upload(this, retries, blob, source).run();
  }

  /** The tags, in the server's order. */
  public List<String> tags() throws IOException, InterruptedException {
    return new TagList(this, retries).read();
  }
}
